/* Shows which files were chosen and how far they have gone. Without it the form goes as every form does. */
(() => {
  "use strict";
  const sized = (bytes) =>
    bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const part = (form, name) => form.querySelector(`[data-${name}]`);
  const show = (form, name, shown) => {
    const found = part(form, name);
    if (found) found.hidden = !shown;
  };
  const row = (file) => {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    const told = document.createElement("span");
    const name = document.createElement("b");
    const size = document.createElement("span");
    const dot = file.name.lastIndexOf(".");
    kind.className = "kind";
    kind.setAttribute("aria-hidden", "true");
    kind.textContent = (dot < 0 ? "" : file.name.slice(dot + 1)).slice(0, 4).toUpperCase();
    name.textContent = file.name;
    size.className = "kept";
    size.textContent = sized(file.size);
    told.append(name, size);
    item.append(kind, told);
    return item;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.form) return;
    const list = part(input.form, "chosen");
    if (!list) return;
    list.replaceChildren(...Array.from(input.files, row));
    list.hidden = input.files.length === 0;
    show(input.form, "failed", false);
  });

  let pressed = null; // older browsers do not say which button sent a form
  document.addEventListener("click", (event) => {
    pressed = event.target.closest ? event.target.closest("button[name]") : null;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const input = form.querySelector('input[type="file"]');
    const progress = form.querySelector("[data-going] progress");
    if (!input || !input.files.length || !progress || form.dataset.sending) {
      if (form.dataset.sending) event.preventDefault();
      return;
    }
    event.preventDefault();
    const body = new FormData(form);
    const known = event.submitter || pressed;
    const button = known && known.form === form ? known : form.querySelector("button.main[name]");
    if (button && button.name) body.append(button.name, button.value);
    const request = new XMLHttpRequest();
    const failed = () => {
      delete form.dataset.sending;
      show(form, "going", false);
      show(form, "failed", true);
    };
    form.dataset.sending = "yes";
    show(form, "failed", false);
    show(form, "going", true);
    progress.value = 0;
    request.upload.addEventListener("progress", (told) => {
      if (told.lengthComputable) progress.value = Math.round((100 * told.loaded) / told.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL || form.action);
      } else {
        document.open();
        document.write(request.responseText);
        document.close();
      }
    });
    request.addEventListener("error", failed);
    request.addEventListener("timeout", failed);
    request.open("POST", form.action);
    request.send(body);
  });
})();
