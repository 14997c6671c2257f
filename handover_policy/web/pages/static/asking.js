/* Asks before what was typed into another form of the page would be lost. Without it the page says so in words. */
(() => {
  "use strict";
  const dirty = new Set();
  const asks = (form) => form instanceof HTMLFormElement && form.matches("[data-asks]");
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (asks(form)) dirty.add(form);
  });
  document.addEventListener("submit", (event) => {
    const others = [...dirty].filter((form) => form !== event.target);
    const question = others.length && others[0].dataset.asks;
    if (question && !window.confirm(question.replace("…", others.map((form) => form.dataset.named).join("、")))) {
      event.preventDefault();
      others[0].scrollIntoView({ block: "center" });
      return;
    }
    dirty.clear();
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });
  document.querySelectorAll("[data-copies]").forEach((button) => {
    const field = document.getElementById(button.dataset.copies);
    button.hidden = false;
    button.addEventListener("click", () => {
      field.select();
      const told = () => {
        button.textContent = button.dataset.done;
      };
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(told, () => document.execCommand("copy") && told());
      else if (document.execCommand("copy")) told();
    });
  });
})();
