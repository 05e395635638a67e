// Improves pages that already work without it.
(() => {
  const root = document.documentElement;

  // light and dark
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only */ }
    });
  }

  // copy buttons: <span class="copy"><code class="copy-text">…</code></span>
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no secure context
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const addCopyButton = (box) => {
    if (box.querySelector(".copy-button")) return;
    const source = box.querySelector(".copy-text") ?? box;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + (box.dataset.copyName ?? source.textContent.trim().slice(0, 60)));
    button.addEventListener("click", async () => {
      await copied((box.querySelector(".copy-text") ?? { textContent: box.firstChild.textContent }).textContent.trim());
      button.textContent = "Copied";
      button.classList.add("is-done");
      setTimeout(() => { button.textContent = "Copy"; button.classList.remove("is-done"); }, 2000);
    });
    box.append(button);
  };

  // strangers' times: from UTC to the browser's zone
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const localise = (time) => {
    const instant = new Date(time.dateTime);
    if (Number.isNaN(instant.getTime())) return;
    const year = instant.getFullYear() === new Date().getFullYear() ? "" : " " + instant.getFullYear();
    time.textContent = time.dataset.local === "clock"
      ? clock.format(instant)
      : day.format(instant).replace(",", "") + year + ", " + clock.format(instant);
    delete time.dataset.local;
  };

  for (const zone of document.querySelectorAll("[data-local-zone]")) {
    zone.textContent = zone.textContent.replace("UTC", Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  // another end: a slider beside the field, in the reader's zone; what it says counts until the field is written in
  const addSlider = (form) => {
    const [slider, field] = form.querySelectorAll('[type="range"], [type="datetime-local"]');
    const at = form.elements.at;
    if (Number(slider.min) >= Number(slider.max)) return;
    const local = new Intl.DateTimeFormat("sv-SE", { timeZone: form.dataset.zone, dateStyle: "short", timeStyle: "short" });
    slider.hidden = false;
    slider.value = slider.dataset.now;
    slider.addEventListener("input", () => {
      field.value = local.format(new Date(slider.value * 1000)).replace(" ", "T");
      slider.setAttribute("aria-valuetext", field.value.replace("T", " "));
      at.value = slider.value;
      at.disabled = false;
    });
    field.addEventListener("input", () => { at.disabled = true; });
  };

  // areas scroll to the side on narrow pages: the page one is on is in sight
  for (const current of document.querySelectorAll(".subnav [aria-current]")) {
    const row = current.parentElement;
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }

  const improve = (part) => {
    part.querySelectorAll("form[data-until]").forEach(addSlider);
    part.querySelectorAll(".copy").forEach(addCopyButton);
    part.querySelectorAll("time[data-local]").forEach(localise);
  };
  improve(document);
  document.addEventListener("htmx:load", (event) => improve(event.detail.elt));

  // parts that htmx replaces: what the reader opened stays open, and a new state is said once
  const opened = new Set();
  document.addEventListener("htmx:beforeSwap", (event) => {
    opened.clear();
    event.detail.target.querySelectorAll("details[id][open]").forEach((details) => opened.add(details.id));
  });
  let said = document.querySelector("[data-status]")?.textContent.trim();
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    const status = document.querySelector("[data-status]")?.textContent.trim();
    if (status && status !== said) {
      document.getElementById("announcer").textContent = status.replace(/\s+/g, " ");
      said = status;
    }
  });

  // menus close when focus or pointer leaves them, and with Escape; pull-downs with Escape from inside
  const menus = () => document.querySelectorAll("details.menu[open]");
  const close = (details) => { details.open = false; details.querySelector("summary").focus(); };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inside = event.target.closest?.("details.pulldown[open], details.danger-zone[open]");
    if (inside) close(inside); else for (const menu of menus()) close(menu);
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // the calendar by keyboard: arrows from gap to gap, + and - zoom, [ and ] move
  document.addEventListener("keydown", (event) => {
    const chart = document.querySelector(".timeline-chart");
    if (!chart || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const zooms = [...document.querySelectorAll(".zooms a")];
    const step = { "+": -1, "=": -1, "-": 1 }[event.key];
    const link = step
      ? zooms[zooms.findIndex((zoom) => zoom.hasAttribute("aria-current")) + step]
      : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (link && (step || "[]".includes(event.key))) { link.click(); return; }
    const at = event.target.closest(".lane-time a");
    if (!at) return;
    const middle = (gap) => { const box = gap.getBoundingClientRect(); return box.left + box.width / 2; };
    const gaps = [...at.closest(".lane-time").querySelectorAll("a")];
    let next;
    if (event.key === "ArrowRight") next = gaps[gaps.indexOf(at) + 1];
    else if (event.key === "ArrowLeft") next = gaps[gaps.indexOf(at) - 1];
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const lanes = [...chart.querySelectorAll(".lane-time")].filter((lane) => lane.querySelector("a"));
      const lane = lanes[lanes.indexOf(at.closest(".lane-time")) + (event.key === "ArrowDown" ? 1 : -1)];
      next = lane && [...lane.querySelectorAll("a")].sort((a, b) => Math.abs(middle(a) - middle(at)) - Math.abs(middle(b) - middle(at)))[0];
    } else return;
    event.preventDefault();
    next?.focus();
  });
})();
