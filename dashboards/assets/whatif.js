// What is moved on the what-if page becomes a step: {do, name, field, value, n}.
(function () {
  const known = {}; // what stands, or was last asked for, under each path that can be set
  let pending = []; // steps whose answer has not come: the next request takes them along
  let count = Date.now();
  const skip = () => window.dash_clientside.no_update;
  const set = (kind, id, props) =>
    window.dash_clientside.set_props({ type: "whatif-" + kind, ...id }, props);
  const short = (value) => String(Number(Number(value).toPrecision(6)));

  // Slider and field of a number show the same; the frame says that it is no longer drawn. Each of
  // it is a pass over the whole page, so that the question goes out first.
  function mirror(id, text) {
    setTimeout(() => reflect(id, text), 100);
  }
  function reflect(id, text) {
    if (known[id.name] !== text) return; // it has been moved again
    const at = { do: "set", name: id.name };
    if (id.field === "slider") set("value", { ...at, field: "text" }, { value: text });
    const number = Number(text);
    if (id.field === "text" && text !== "" && Number.isFinite(number)) {
      set("value", { ...at, field: "slider" }, { value: number });
    }
    set("knob", { name: id.name }, { className: "knob tried" });
  }

  // values, checks, clicks: all controls, by what tells of a change; done: the last step answered
  function act(values, checks, clicks, done) {
    const context = window.dash_clientside.callback_context;
    const triggered = context.triggered;
    if (triggered.length !== 1) {
      // Controls have come to the page: nothing was moved, but it is seen what stands in them.
      (context.inputs_list[0] || []).forEach((each) => {
        if (each.id.do === "set" && each.id.field !== "slider") {
          known[each.id.name] = String(each.value ?? "");
        }
      });
      return skip();
    }
    const cut = triggered[0].prop_id.lastIndexOf(".");
    const id = JSON.parse(triggered[0].prop_id.slice(0, cut));
    let value = triggered[0].value;
    if (triggered[0].prop_id.slice(cut + 1) === "n_clicks" && !value) return skip();
    if (id.do === "set") {
      const text = typeof value === "number" ? short(value) : String(value ?? "").trim();
      if ((known[id.name] ?? "") === text) return skip();
      known[id.name] = text;
      value = typeof value === "number" ? Number(text) : text;
      if (id.field !== "option" && text !== "") mirror(id, text);
    }
    count += 1;
    const step = { do: id.do, name: id.name, field: id.field, value: value ?? "", n: count };
    pending = [...pending.filter((each) => each.n > (done || 0)), step];
    return { steps: pending };
  }

  // Where a handle rests is told ahead, so that the answer may be there when it is let go. It is
  // shown at once, and no pass over the page is waited for; the answer that counts comes behind it.
  const REST = 100; // milliseconds
  const KEPT = 12;
  const answers = new Map(); // what came of a step from a view
  let handle = null; // the slider that is held
  let isClick = false; // it was called to where it is: it will hardly go on from there
  let resting = 0;
  let last = null; // {slider, forward}: what was moved last by keyboard
  let released = null; // the step that is to be shown
  let wanted = [];
  let isAsking = false;

  const held = (id) => window.dash_component_api.getLayout(id).props.data;
  const key = (step) => JSON.stringify([held("view"), step.name, step.value]);

  async function ask(step, isReleased) {
    const name = key(step);
    const told = { view: held("view"), tab: held("tab"), steps: [step], released: isReleased };
    const headers = { "Content-Type": "application/json" };
    try {
      const body = JSON.stringify(told);
      const answer = await fetch("/whatif/ahead", { method: "POST", headers, body });
      if (answer.status === 200) answers.set(name, await answer.json());
    } catch {
      return; // the server is gone: the answer that counts says so
    }
    while (answers.size > KEPT) answers.delete(answers.keys().next().value);
    if (released === name) show(answers.get(name));
  }
  async function foresee(...steps) {
    wanted = steps.filter((each) => each && known[each.name] !== short(each.value));
    if (isAsking) return;
    isAsking = true;
    while (wanted.length) {
      const step = wanted.shift();
      if (!answers.has(key(step))) await ask(step, false);
    }
    isAsking = false;
  }
  function release(step) {
    released = step && known[step.name] !== short(step.value) ? key(step) : null;
    if (!released) return;
    wanted = [];
    if (answers.has(released)) show(answers.get(released));
    else ask(step, true);
  }
  function show(answer) {
    released = null;
    const places = document.querySelectorAll("#whatif-pictures [data-figure]");
    if (!answer || places.length !== answer.figures.length) return;
    places.forEach((each, i) => each.setAttribute("data-figure", answer.figures[i]));
    setTimeout(() => {
      window.dash_clientside.set_props("whatif-said", { children: answer.said });
      window.dash_clientside.set_props("progress", { children: answer.marked });
    });
  }

  // What is asked if a slider stands so many steps from where it stands.
  function near(slider, steps) {
    const root = slider.closest("[data-step]");
    const name = JSON.parse(root.firstElementChild.id).name;
    const at = (what) => Number(slider.getAttribute(`aria-value${what}`));
    const [step, low] = [Number(root.dataset.step), at("min")];
    let value = at("now");
    if (steps) value = low + Math.round((value + steps * step - low) / step) * step;
    if (value < low || value > at("max")) return null;
    return { do: "set", name, field: "slider", value: Number(short(value)) };
  }
  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => handle && foresee(near(handle, 0)), isClick ? 0 : REST);
    isClick = false;
  }
  const within = (event) => {
    const root = event.target.closest && event.target.closest("#whatif-controls [data-step]");
    return root && root.querySelector("[role=slider]");
  };

  const moves = new MutationObserver(rest); // of the handle that is held
  function letGo() {
    handle = null;
    moves.disconnect();
  }
  document.addEventListener("pointerdown", (event) => {
    last = null;
    handle = within(event);
    isClick = !event.target.closest("[role=slider]");
    if (handle) moves.observe(handle, { attributeFilter: ["aria-valuenow"] });
  });
  document.addEventListener("pointerup", () => {
    if (handle) release(near(handle, 0));
    letGo();
  });
  document.addEventListener("pointercancel", letGo);
  document.addEventListener("focusin", (event) => {
    const slider = within(event);
    if (slider && slider.matches(":focus-visible")) foresee(near(slider, 1), near(slider, -1));
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const slider = within(event);
      const forward = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      last = slider && forward ? { slider, forward } : null;
      if (last) release(near(slider, forward));
    },
    true // before the slider itself moves
  );

  // A step is answered: whoever went that way by keyboard may go on.
  function answered() {
    if (last && last.slider.isConnected) foresee(near(last.slider, last.forward));
    return skip();
  }

  // Which of undo, redo and reset would do nothing; they keep the focus, so that they only look it.
  function ways(log, view) {
    const some = (list) => Boolean(list && list.length);
    const draft = (view && view.draft) || {};
    return [some(log && log.past), some(log && log.future), some(Object.keys(draft))].map(
      (isOpen) => String(!isOpen)
    );
  }

  const whatif = { act, answered, ways };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { whatif });
})();

// A file that is too large never leaves the browser, so that it is here that it is told of.
["change", "drop"].forEach((kind) =>
  document.addEventListener(
    kind,
    (event) => {
      if (!event.target.closest || !event.target.closest("#whatif-upload")) return;
      const files = (event.dataTransfer || event.target).files || [];
      if (![...files].some((file) => file.size > 200000)) return;
      const children = "The file is too large: at most 200,000 bytes.";
      window.dash_clientside.set_props("whatif-problems", { children });
    },
    true
  )
);
