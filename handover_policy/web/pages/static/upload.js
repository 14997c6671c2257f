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
    if (input.multiple && Array.isArray(kept.get(input))) gather(input);
    showChosen(input, list);
    show(input.form, "failed", false);
  });

  // Choosing again adds to what was chosen before; each file can be taken out again.
  const kept = new Map();
  const put = (input, files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    kept.set(input, files);
  };
  const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const gather = (input) => {
    const before = kept.get(input);
    const added = Array.from(input.files).filter((file) => !before.some((known) => same(known, file)));
    put(input, [...before, ...added]);
  };
  const showChosen = (input, list) => {
    const files = Array.from(input.files);
    kept.set(input, files);
    list.replaceChildren(
      ...files.map((file) => {
        const item = row(file);
        const away = document.createElement("button");
        away.type = "button";
        away.className = "btn quiet";
        away.textContent = list.dataset.remove || "×";
        away.setAttribute("aria-label", `${list.dataset.remove || "×"} ${file.name}`);
        away.addEventListener("click", () => {
          put(input, kept.get(input).filter((other) => other !== file));
          showChosen(input, list);
          input.dispatchEvent(new Event("taken-out", { bubbles: true }));
          input.focus();
        });
        item.append(away);
        return item;
      }),
    );
    list.hidden = files.length === 0;
  };

  let pressed = null; // older browsers do not say which button sent a form
  document.addEventListener("click", (event) => {
    pressed = event.target.closest ? event.target.closest("button[name]") : null;
  });

  const ended = (form, shown) => {
    delete form.dataset.sending;
    show(form, "going", false);
    show(form, shown, true);
  };

  // Who has signed in anew meanwhile sends what they filled in before under their new session.
  const renewed = (form) =>
    fetch(form.action, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        const field = new DOMParser().parseFromString(text, "text/html").querySelector('input[name="csrf"]');
        if (!field) return Promise.reject(0);
        form.elements.csrf.value = field.value;
        delete form.dataset.stale;
        return null;
      });

  const send = (form, button) => {
    const body = new FormData(form);
    const progress = form.querySelector("[data-going] progress");
    const request = new XMLHttpRequest();
    if (button && button.name) body.append(button.name, button.value);
    progress.value = 0;
    request.upload.addEventListener("progress", (told) => {
      if (told.lengthComputable) progress.value = Math.round((100 * told.loaded) / told.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL || form.action);
      } else if (request.status === 401 || request.status === 403) {
        form.dataset.stale = "yes";
        ended(form, "signed-out");
      } else {
        document.open();
        document.write(request.responseText);
        document.close();
      }
    });
    request.addEventListener("error", () => ended(form, "failed"));
    request.addEventListener("timeout", () => ended(form, "failed"));
    request.open("POST", form.action);
    request.send(body);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.querySelector("[data-going] progress")) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    const known = event.submitter || pressed;
    const button = known && known.form === form ? known : form.querySelector("button.main[name]");
    form.dataset.sending = "yes";
    show(form, "failed", false);
    show(form, "signed-out", false);
    show(form, "going", true);
    if (form.dataset.stale) {
      renewed(form).then(
        () => send(form, button),
        () => ended(form, "signed-out"),
      );
    } else {
      send(form, button);
    }
  });
})();
