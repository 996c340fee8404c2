// What the page does beside showing what the server wrote: charts, light and dark, the link to copy.
import { drawAll } from "./charts.js";
import "./trouble.js";

const root = document.documentElement;
const said = document.querySelector("[data-said]");

function isDark() {
  return (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

const theme = document.querySelector("[data-theme-switch]");
if (theme) {
  const name = () => (theme.textContent = isDark() ? "Light" : "Dark");
  theme.hidden = false;
  name();
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // A browser that keeps nothing shows the choice for this page alone.
    }
    name();
    drawAll();
  });
}

// The link of the page restores everything that is set; what is typed into forms is in it once it is sent.
const copy = document.querySelector("[data-copy-link]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "The link is copied.";
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy link"), 2000);
  });
}

// A meaning that is open closes with Escape, where a reader of the keyboard wants to see what is below it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.classList.contains("term")) document.activeElement.blur();
});

// A form that asks for another view is sent as soon as a choice is made with a hand. With the keyboard every arrow key is a choice
// on the way to another one: then Enter sends it, or the button that appears.
let byKey = false;
document.addEventListener("pointerdown", () => { byKey = false; }, true);
document.addEventListener("keydown", (event) => {
  byKey = true;
  const form = event.target.closest?.("form[data-at-once]");
  if (form?.dataset.chosen && event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault();
    form.requestSubmit();
  }
}, true);

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (!form) return;
  if (!byKey) {
    form.requestSubmit();
    return;
  }
  if (form.dataset.chosen) return;
  form.dataset.chosen = "yes";
  const show = document.createElement("button");
  show.className = "first";
  show.textContent = "Show";
  event.target.closest(".field, label").after(show);
});
