// Tariffs: numbers follow a slider at once, to first order; the server's exact answer takes their place when it stops.
import { billions, dollars, keepOld, told } from "./moving.js";
import { isTaken, tellRefused } from "./refused.js";

const rulesForm = () => document.getElementById("rules");

/** Numbers, slopes and rates of the last exact answer; null where there is none. */
function numbers() {
  const holder = document.getElementById("tariff-numbers");
  return holder ? JSON.parse(holder.textContent) : null;
}

/** Rates of all rules as the form has them, ratios; that of the last exact answer where a field says none that can be. */
function rates(exact) {
  const found = {};
  for (const field of rulesForm().querySelectorAll('input[name^="rate."]')) {
    const name = field.name.slice(5);
    found[name] = isTaken(field) ? Number(field.value) / 100 : exact.rates[name];
  }
  return found;
}

/** Every number of the table, moved along the slopes from the rates that were solved to those of the form. */
function follow() {
  const exact = numbers();
  if (!exact) return;
  const now = rates(exact);
  for (const row of document.querySelectorAll("#answer [data-region]")) {
    const code = row.dataset.region;
    let value = exact.now[code];
    for (const rule of Object.keys(exact.slopes)) {
      const move = now[rule] - exact.rates[rule];
      // At a floor or a cap a higher rate and a lower one have slopes of their own.
      value += move * (move < 0 ? exact.slopesDown : exact.slopes)[rule][code];
    }
    told(row, "now", billions(value));
    told(row, "change", billions(value - exact.shipped[code]));
    // A household's part moves with the income of all of them.
    const part = exact.household[code];
    if (part !== undefined && exact.now[code]) told(row, "household", dollars((part * value) / exact.now[code]));
  }
  const said = document.getElementById("exactness");
  const moving = Object.keys(now).some((rule) => now[rule] !== exact.rates[rule]);
  said.textContent = moving ? said.dataset.moving : said.dataset.exact;
  document.getElementById("answer").classList.toggle("moving", moving);
}

/** What a fold of ticks says while it is closed. */
function sayTicks(name) {
  const ticked = [...rulesForm().querySelectorAll(`input[type="checkbox"][name="${name}"]:checked`)];
  const place = rulesForm().querySelector(`[data-said="${name}"]`);
  if (place) place.textContent = ticked.map((tick) => tick.parentElement.textContent.trim()).join(", ") || place.dataset.none;
}

// A button, a cell of the map or a table sends the whole form: what a field has still to send would take its place, and is in it.
document.addEventListener("htmx:confirm", (event) => {
  const others = "#trying button.htmx-request, #trying form.htmx-request:not(#rules)";
  if (event.target.id === "rules" && document.querySelector(others)) event.preventDefault();
});

/** What the set of elasticities is that was chosen. */
function saySet(choice) {
  const told = document.getElementById("elasticities-told");
  told.textContent = choice.selectedOptions[0].dataset.said || told.dataset.own;
}

document.addEventListener("input", (event) => {
  const moved = event.target;
  if (moved.id === "shown-elasticities") saySet(moved);
  if (moved.dataset.slides) {
    rulesForm().elements[moved.dataset.slides].value = moved.value;
    follow();
  } else if (moved.name?.startsWith("rate.")) {
    const slider = rulesForm().querySelector(`[data-slides="${moved.name}"]`);
    if (moved.validity.valid && Number(moved.value) > Number(slider.max)) slider.max = moved.value;
    slider.value = moved.value;
    follow();
  } else if (moved.type === "checkbox" && moved.name) {
    sayTicks(moved.name);
  } else if (moved.name?.startsWith("start.")) {
    // A last day is measured by the first one as it stands now.
    rulesForm().elements[moved.name.replace("start", "until")].min = moved.value;
  }
  if (moved.closest("#rules")) tellRefused(rulesForm());
});

// Arrow keys go from cell to cell of the map; one cell of it is in the order of the tab key.
const cellsOf = (table) => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("button.cell")]);

function oneInTabOrder() {
  const table = document.querySelector("table.cells");
  if (table) cellsOf(table).flat().forEach((cell, k) => { cell.tabIndex = k ? -1 : 0; });
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.classList.contains("cell")) return;
  const cells = cellsOf(event.target.closest("table"));
  const at = cells.findIndex((row) => row.includes(event.target));
  const next = cells[at + step[0]]?.[cells[at].indexOf(event.target) + step[1]];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  event.preventDefault();
});

document.addEventListener("htmx:afterSettle", oneInTabOrder);
oneInTabOrder();
keepOld(".line[data-topic] .said, tr[data-region] [data-number=now]");
