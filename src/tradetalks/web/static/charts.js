// Draws the charts of the page: each stands in the HTML as JSON beside the element that it is drawn in.
// Expressions of a chart are walked by Vega's interpreter (ast), never evaluated as code.

const drawn = new Map();

// Colours of a dark page are those that look.css gives the report's, under their own names: --c-0072b2 for #0072B2.
function inkOf(text) {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/#[0-9a-fA-F]{6}\b/g, (colour) => {
    const other = style.getPropertyValue(`--c-${colour.slice(1).toLowerCase()}`).trim();
    return other || colour;
  });
}

// Letters fit the numbers they stand for: a minus is a minus, thousands have commas.
const OPTIONS = { actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };

async function draw(place) {
  const source = place.parentElement.querySelector("script[type='application/json']");
  if (!source) return;
  const before = drawn.get(place);
  const text = inkOf(source.textContent);
  if (before && before.text === text) return;
  if (before) before.result.finalize();
  try {
    const result = await window.vegaEmbed(place, JSON.parse(text), OPTIONS);
    drawn.set(place, { text, result });
    place.dataset.drawn = "yes";
  } catch (error) {
    place.dataset.drawn = "no";
    place.textContent = "The chart could not be drawn; its numbers stand in the table below.";
    console.warn(error);
  }
}

export function drawAll(root = document) {
  for (const place of drawn.keys()) {
    if (!place.isConnected) {
      drawn.get(place).result.finalize();
      drawn.delete(place);
    }
  }
  return Promise.all([...root.querySelectorAll("[data-chart]")].map(draw));
}

// The view of a chart, for what listens to it or moves its data: `viewOf(place).signal(...)`.
export function viewOf(place) {
  return drawn.get(place)?.result.view;
}

for (const question of ["(prefers-color-scheme: dark)", "print"]) {
  window.matchMedia(question).addEventListener("change", () => drawAll());
}
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
drawAll();
