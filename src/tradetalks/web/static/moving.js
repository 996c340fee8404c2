// What the views Tariffs and Talks share: numbers as the server writes them, and old values that stay beside the new for a while.

// Milliseconds for which an old value stays, struck through.
const STAYS = 2000;
// Billion dollars a year below which nothing has moved, and below which a number needs a third decimal.
const MOVED = 0.005, SMALL = 0.05;

function signed(value, digits) {
  const text = value.toFixed(digits);
  const sign = value > 0 && Number(text) !== 0 ? "+" : "";
  return (sign + text).replace("-", "−");
}

/** A change in billion dollars, as the server writes it. */
export function billions(value) {
  if (Math.abs(value) < MOVED) return "0.0";
  return signed(value, Math.abs(value) < SMALL ? 3 : 1);
}

/** Billion dollars with one decimal, as the tables of Talks have them. */
export const tenth = (value) => signed(value, 1).replace(/^−0\.0$/, "0.0");

/** Dollars a year, whole ones. */
export const dollars = (value) => signed(value, 0).replace(/^−0$/, "0");

/** Put a text into the part of a row that has a number of this name. */
export function told(row, name, text) {
  const place = row.querySelector(`[data-number="${name}"]`);
  if (place) place.textContent = text;
}

/** Say that the exact answer is on its way, for as long as it is. */
document.addEventListener("htmx:beforeRequest", () => {
  const said = document.getElementById("exactness");
  if (said?.dataset.solving) said.textContent = said.dataset.solving;
});

/** A name that stays the same while the element is replaced. */
function nameOf(part) {
  const { topic, region, deal } = part.closest("[data-topic], [data-region], [data-deal]").dataset;
  return `${topic ?? region ?? deal}/${part.dataset.number ?? ""}`;
}

/** What a part says, without an old value that still stands beside it. */
function saidBy(part) {
  const own = [...part.childNodes].filter((node) => !node.classList?.contains("was"));
  return own.map((node) => node.textContent).join("").trim();
}

/** How many words two texts begin with alike. */
function alike(one, other) {
  let count = 0;
  while (count < Math.min(one.length, other.length) && one[count] === other[count]) count += 1;
  return count;
}

/** Put what changed of a text before what took its place, struck through for a while; words on either side stay as they are. */
function strike(part, old) {
  const now = saidBy(part), before = old.split(" "), after = now.split(" ");
  const head = alike(before, after);
  const tail = alike(before.slice(head).reverse(), after.slice(head).reverse());
  const gone = before.slice(head, before.length - tail).join(" ");
  if (!gone) return;
  const struck = document.createElement("s");
  struck.className = "was";
  struck.textContent = gone;
  const rest = after.slice(head).join(" ");
  if (part.childElementCount) part.prepend(struck);
  else part.replaceChildren(...(head ? [`${after.slice(0, head).join(" ")} `] : []), struck, rest);
  setTimeout(() => struck.remove(), STAYS);
}

/**
 * Whenever htmx has put an answer in place, what was there of each text that changed stays beside it, struck through.
 * @param {string} parts selector of the texts
 */
export function keepOld(parts) {
  let before = new Map();
  // What the last exact answer said, not what a slider made of it.
  const remember = () => {
    before = new Map([...document.querySelectorAll(parts)].map((part) => [nameOf(part), saidBy(part)]));
  };
  // htmx says it once for every element that an answer brought: the first time has the differences, the others have none.
  document.addEventListener("htmx:afterSwap", () => {
    const last = before;
    remember();
    for (const part of document.querySelectorAll(parts)) {
      const old = last.get(nameOf(part));
      if (old && old !== saidBy(part)) strike(part, old);
    }
  });
  remember();
}
