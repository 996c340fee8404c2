// A field that says what cannot be is told at once, in words, and so is that numbers do not follow while it stands there.

/** Whether a field says something that can be. */
export const isTaken = (field) => field.validity.valid && field.value !== "";

/** Below everything that stands in a row with a field. */
function rowOf(field) {
  let place = field.closest(".rate") ?? field.closest(".field");
  while (place.nextElementSibling?.matches(".field")) place = place.nextElementSibling;
  return place;
}

/** The words below a field that is refused. */
function noteOf(field) {
  const note = document.createElement("p");
  note.className = "note refused";
  note.id = `refused-${field.name}`;
  note.setAttribute("role", "alert");
  note.dataset.refused = field.name;
  note.textContent = `${field.dataset.limits} The numbers stay those of before.`;
  return note;
}

/** Say it below every field of a form that says nothing that can be, and no longer below those that do. */
export function tellRefused(form) {
  for (const field of form.querySelectorAll("[data-limits]")) {
    const note = document.getElementById(`refused-${field.name}`), valid = field.validity.valid;
    field.setAttribute("aria-invalid", String(!valid));
    if (valid) {
      note?.remove();
      field.removeAttribute("aria-describedby");
    } else if (!note) {
      rowOf(field).after(noteOf(field));
      field.setAttribute("aria-describedby", `refused-${field.name}`);
    }
  }
}

// Htmx sends no form that has such a field: whatever else was changed in it waits too.
document.addEventListener("htmx:validation:halted", () => {
  const said = document.getElementById("exactness");
  if (said) said.textContent = "Not worked out: one of the fields says what cannot be, and is marked. These are the numbers from before it.";
  for (const form of document.querySelectorAll("#rules, #moves")) tellRefused(form);
});
