// Talks: the bargaining picture and the numbers beside it follow a hand at once; the server's exact answer comes when it stops.
import { keepOld, tenth, told } from "./moving.js";
import { isTaken, tellRefused } from "./refused.js";

const SVG = "http://www.w3.org/2000/svg";
// Pixels: below this width names stand under the picture; between two names.
const NARROW = 520, LINE = 17;
// Pixels around the field, and its height as a share of the width: names right of it, or, where it is narrow, under it.
const WIDE = { left: 58, right: 165, below: 46, above: 12, high: 0.66 };
const SLIM = { left: 34, right: 12, below: 46, above: 26, high: 0.86 };
// Pixels: of what a finger takes, and of marks that a number stands in.
const RADIUS = { threat: 11, deal: 8, yours: 7 };
// Points on the straight line between two neighbouring deals at which the even-handed one is looked for.
const FINE = 60;
// What the numbers in the fields of rivalry and threat are rounded to.
const FIELD = { rivalry: 0.01, threat: 0.1 };
// The threat point moves by this share of the picture with an arrow key; milliseconds after the last key until it counts as stopped.
const STEP = 0.02, STOPPED = 400;

let around = WIDE, data = null, rivalry = [0, 0], threat = [0, 0], domain = null, moving = false;

const form = () => document.getElementById("moves");
const picture = () => document.getElementById("bargain");
const svg = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

/** A number with the minus of typography. */
const typeset = (value) => String(value).replace("-", "−");

/** What is worth u, as sides see it that mind the other's gain: u_i - k_i (I_i / I_j) u_j. */
const weights = () => rivalry.map((k, i) => (k * data.incomes[i]) / data.incomes[1 - i]);
const asSeen = (u) => weights().map((w, i) => u[i] - w * u[1 - i]);
/** The inverse: what is worth so much where nobody minds anything. */
function unseen(v) {
  const [a, b] = weights();
  const det = 1 - a * b;
  return Math.abs(det) < 1e-9 ? v : [(v[0] + a * v[1]) / det, (v[1] + b * v[0]) / det];
}

/** Whether named deals can only be told along those that were found before: rivalry or threat are others than were solved. */
function isRough() {
  const near = (one, other, step) => Math.abs(one - other) <= step / 2 + 1e-9;
  return moving && ![0, 1].every((k) => near(rivalry[k], data.rivalry[k], FIELD.rivalry) && near(threat[k], data.threat[k], FIELD.threat));
}

/** The reader's deal: its shares as the sliders have them, its worth to first order from the last exact one. */
function yours() {
  const shares = [...form().querySelectorAll("[data-item]")].map((slider) => Number(slider.value) / 100);
  const { x, worth, slopes } = data.yours;
  return worth.map((value, i) => value + slopes[i].reduce((sum, slope, k) => sum + slope * (shares[k] - x[k]), 0));
}

/** The deals that suit both along the line of possible deals, and the even-handed one among them; null where there is none. */
function zone() {
  const line = data.worth.map(asSeen), without = asSeen(threat);
  const floor = without.map((value) => Math.max(value, 0));
  const inside = [];
  let nash = null, best = -Infinity;
  for (let k = 0; k < line.length - 1; k += 1) {
    for (let step = 0; step <= FINE; step += 1) {
      const at = [0, 1].map((i) => line[k][i] + (step / FINE) * (line[k + 1][i] - line[k][i]));
      if (at[0] <= floor[0] || at[1] <= floor[1]) continue;
      inside.push(at);
      const product = Math.log(at[0] - without[0]) + Math.log(at[1] - without[1]);
      if (product > best) [best, nash] = [product, at];
    }
  }
  return inside.length ? { floor, inside, nash } : null;
}

/** Ends of both axes: of everything without rivalry, so that the picture stands still while things move in it. */
function ends() {
  const points = [...data.worth, data.threat, data.shippedThreat, data.yours.worth, [0, 0], ...data.deals.map((deal) => deal.seen)];
  return [0, 1].map((i) => {
    const values = points.map((point) => point[i]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.12 * (high - low || 1);
    return [low - room, high + room];
  });
}

function ticks([low, high]) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) found.push(Number(at.toFixed(6)));
  return found;
}

/** Heights of names as near to those of their marks as there is room. */
function spread(marks, low, high) {
  const sorted = [...marks].sort((a, b) => a.y - b.y);
  let last = low - LINE;
  for (const mark of sorted) last = mark.at = Math.max(mark.y, last + LINE);
  let next = high + LINE;
  for (const mark of sorted.reverse()) next = mark.at = Math.min(mark.at, next - LINE);
}

function draw() {
  const place = picture();
  if (!place || !data) return;
  const width = Math.max(300, place.clientWidth || 620), narrow = width < NARROW;
  around = narrow ? SLIM : WIDE;
  const height = Math.round(width * around.high), { left, above } = around, end = width - around.right, floor = height - around.below;
  domain ??= ends();
  const x = (v) => left + ((v - domain[0][0]) / (domain[0][1] - domain[0][0])) * (end - left);
  const y = (v) => floor - ((v - domain[1][0]) / (domain[1][1] - domain[1][0])) * (floor - above);
  const at = (u) => `${x(u[0]).toFixed(1)},${y(u[1]).toFixed(1)}`;
  const found = zone(), rough = isRough(), closed = rough ? !found : data.closed;
  const inner = svg("g", { "clip-path": "url(#bargain-box)" });
  const parts = [axes(x, y, { left, above, end, floor, narrow }), inner];
  inner.append(svg("polyline", { class: "beyond", points: data.worth.map((u) => at(asSeen(u))).join(" ") }));
  if (found && !closed) {
    inner.append(svg("polygon", { class: "zone", points: [found.floor, ...found.inside].map(at).join(" ") }));
    inner.append(svg("polyline", { class: "edge", points: found.inside.map(at).join(" ") }));
  }
  const marks = [{ kind: "nothing", u: [0, 0], label: "today's tariffs go on" }, { kind: "threat", u: asSeen(threat), label: "threat carried out" }];
  if (rough && found) marks.push({ kind: "deal", u: found.nash, label: "even-handed" });
  const deals = rough || closed ? [] : data.deals.map((deal, k) => ({ kind: "deal", u: deal.seen, label: deal.label, number: k + 1 }));
  marks.push(...deals);
  marks.push({ kind: "yours", u: asSeen(yours()), label: "your deal" });
  for (const mark of marks) [mark.x, mark.y] = [x(mark.u[0]), y(mark.u[1])];
  const inPicture = (mark) => mark.x >= left && mark.x <= end && mark.y >= above && mark.y <= floor;
  // Who is outside is named with its place: the mark stands at the border.
  const outside = marks.filter((mark) => !inPicture(mark));
  for (const mark of outside) mark.label = `→ ${mark.label.replace(" carried out", "")} (${mark.u.map((v) => typeset(Math.round(v))).join(", ")})`;
  const kept = document.activeElement?.classList.contains("threat");
  for (const mark of marks) {
    // A mark outside stands at the border, so that it can be taken back.
    [mark.x, mark.y] = [Math.min(Math.max(mark.x, left), end), Math.min(Math.max(mark.y, above), floor)];
    parts.push(marked(mark));
    if (!narrow) continue;
    if (mark.number) parts.push(svg("text", { class: "number", x: mark.x, y: mark.y + 4, "text-anchor": "middle" }, mark.number));
  }
  if (!narrow) parts.push(...names(marks, end, floor));
  place.setAttribute("viewBox", `0 0 ${width} ${height}`);
  place.replaceChildren(...parts);
  if (kept) place.querySelector(".threat").focus();
  document.getElementById("bargain-title").textContent = closed
    ? "No deal is left that both prefer to no deal"
    : "Every deal in the shaded area is better for both than no deal";
  const legend = document.getElementById("bargain-legend");
  legend.hidden = !narrow;
  const usual = deals.length ? deals.map((deal) => `${deal.number} ${deal.label}`).join(", ") : "the even-handed deal";
  const border = outside.map((mark) => ` At the border: ${mark.label.slice(2)}, billion dollars a year.`).join("");
  legend.textContent = `Square: today's tariffs go on. Orange: the threat carried out. Violet: your deal.${closed ? "" : ` Green: ${usual}.`}${border}`;
}

function axes(x, y, { left, above, end, floor, narrow }) {
  const group = svg("g", {});
  const box = svg("clipPath", { id: "bargain-box" });
  box.append(svg("rect", { x: left, y: above, width: end - left, height: floor - above }));
  group.append(box);
  for (const v of ticks(domain[0])) {
    group.append(svg("line", { class: v ? "tick-line" : "axis", x1: x(v), x2: x(v), y1: above, y2: floor }));
    group.append(svg("text", { class: "faint", x: x(v), y: floor + 16, "text-anchor": "middle" }, typeset(v)));
  }
  for (const v of ticks(domain[1])) {
    group.append(svg("line", { class: v ? "tick-line" : "axis", x1: left, x2: end, y1: y(v), y2: y(v) }));
    group.append(svg("text", { class: "faint", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, typeset(v)));
  }
  const unit = "bn $ a year, as it sees it";
  group.append(svg("text", { x: left, y: floor + 38 }, `${data.sides[0]} → ${unit}`));
  // Where it is narrow there is no room beside the field, but above it.
  if (narrow) group.append(svg("text", { x: 0, y: 14 }, `↑ ${data.sides[1]}, ${unit}`));
  else group.append(svg("text", { x: -floor, y: 13, transform: "rotate(-90)" }, `${data.sides[1]} → ${unit}`));
  return group;
}

function names(marks, from, floor) {
  spread(marks, WIDE.above + 8, floor - 4);
  return marks.flatMap((mark) => {
    const line = svg("line", { class: "tick-line", x1: mark.x + 8, y1: mark.y, x2: from + 4, y2: mark.at });
    return [line, svg("text", { x: from + 8, y: mark.at + 4 }, mark.label)];
  });
}

function marked(mark) {
  const said = `${mark.label}: ${mark.u.map((v, i) => `${data.sides[i]} ${tenth(v)}`).join(", ")} billion dollars a year`;
  let made;
  if (mark.kind === "nothing") made = svg("rect", { class: "nothing", x: mark.x - 5, y: mark.y - 5, width: 10, height: 10 });
  else made = svg("circle", { class: mark.kind, cx: mark.x, cy: mark.y, r: RADIUS[mark.kind] });
  made.append(svg("title", {}, said));
  if (mark.kind === "threat") {
    const told = { tabindex: 0, role: "button", "aria-label": `${said}. Arrow keys move it.` };
    for (const [key, value] of Object.entries(told)) made.setAttribute(key, value);
  }
  return made;
}

/** What the sliders say now; everything that can be said at once follows. */
function follow(setting = true) {
  if (!data) return;
  moving = setting;
  form().querySelectorAll("[data-rivalry]").forEach((slider, k) => { rivalry[k] = Number(slider.value); });
  form().querySelectorAll("[data-threat]").forEach((field, k) => { if (isTaken(field)) threat[k] = Number(field.value); });
  draw();
  const status = document.getElementById("exactness");
  status.textContent = moving ? status.dataset.moving : data.exact || status.dataset.exact;
  document.getElementById("talks").classList.toggle("moving", moving);
  if (!moving) return;
  // What cannot be said at once is not said: verdicts wait for the exact answer, rows of other deals are pale.
  const rough = isRough();
  for (const row of document.querySelectorAll("#answer tr[data-deal]")) {
    const own = row.dataset.deal === "yours";
    if (own || rough) told(row, "and", "when you stop");
    row.classList.toggle("waits", rough && !own && row.dataset.deal !== "Nash");
  }
  tellRow("yours", yours());
  const found = zone();
  // Where the reader's deal alone has moved, the others are what they were.
  if (rough) tellRow("Nash", found && unseen(found.nash));
}

function tellRow(name, worth) {
  const row = document.querySelector(`#answer tr[data-deal="${name}"]`);
  if (row) [0, 1].forEach((i) => told(row, String(i), worth ? tenth(worth[i]) : "no deal"));
}

function read() {
  const holder = document.getElementById("bargain-numbers");
  data = holder && holder.textContent.trim() ? JSON.parse(holder.textContent) : null;
  if (data) follow(false);
}

const stop = () => form().dispatchEvent(new Event("change", { bubbles: true }));

document.addEventListener("input", (event) => {
  const moved = event.target;
  const out = moved.closest("label")?.querySelector("output");
  if (out) out.textContent = moved.dataset.unit === "percent" ? `${moved.value} % of that` : Number(moved.value).toFixed(2);
  if (!moved.closest("#moves")) return;
  tellRefused(form());
  if (moved.type !== "date") follow();
});

/** Put the threat point to where a hand has it, in the units of the axes. */
function place(seen) {
  unseen(seen).forEach((value, k) => { form().querySelector(`[data-threat="${k}"]`).value = value.toFixed(1); });
  follow();
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.classList?.contains("threat")) return;
  event.preventDefault();
  const frame = picture().getBoundingClientRect(), [, , width, height] = picture().getAttribute("viewBox").split(" ").map(Number);
  const { left, right, above, below } = around;
  const to = (move) => {
    const px = ((move.clientX - frame.left) / frame.width) * width, py = ((move.clientY - frame.top) / frame.height) * height;
    const share = [(px - left) / (width - left - right), (height - below - py) / (height - below - above)];
    place(share.map((part, i) => domain[i][0] + Math.min(Math.max(part, 0), 1) * (domain[i][1] - domain[i][0])));
  };
  const end = () => { document.removeEventListener("pointermove", to); stop(); };
  document.addEventListener("pointermove", to);
  document.addEventListener("pointerup", end, { once: true });
});

let last = 0;
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!step || !event.target.classList?.contains("threat")) return;
  event.preventDefault();
  place(asSeen(threat).map((value, i) => value + step[i] * STEP * (domain[i][1] - domain[i][0])));
  clearTimeout(last);
  last = setTimeout(stop, STOPPED);
});

document.addEventListener("htmx:afterSettle", () => {
  // What the first change waited for is there with its answer.
  document.getElementById("preparing")?.remove();
  read();
});
addEventListener("resize", draw);
read();
keepOld("[data-topic] .said, tr[data-deal] [data-number]");
