// What Studio does is read from the requests that it sends: its element takes callbacks as C# delegates only. The page around it hears of it as messages.
(() => {
  'use strict';
  const definitionId = document.body.dataset.definitionId;
  const api = '/elsa/api/workflow-definitions';
  document.body.classList.toggle('framed', window.parent !== window);
  const tell = (type, more) => {
    const message = { source: 'imageflow-studio', type, definitionId, ...more };
    if (window.parent !== window) window.parent.postMessage(message, location.origin);
    document.dispatchEvent(new CustomEvent('imageflow-studio', { detail: message }));
  };

  // The revision that Studio's drawing began with. A save names it, and the server refuses to overwrite what somebody else saved meanwhile.
  let revision;
  let saves = 0;
  let lastSave = Promise.resolve();

  const plainFetch = window.fetch;
  window.fetch = async (resource, options) => {
    const path = new URL(resource.url ?? resource, location.href).pathname;
    const method = (options?.method ?? resource.method ?? 'GET').toUpperCase();
    const isSave = method !== 'GET' && (path === api || path === `${api}/import`);
    const send = async () => {
      const before = isSave ? ++saves : saves;
      const response = isSave && revision ? await plainFetch(resource, withRevision(resource, options)) : await plainFetch(resource, options);
      try {
        // What was read before a save that is on its way is not what Studio's drawing begins with.
        await notice(path, method, options?.body, response, before === saves);
      } catch (error) {
        console.warn('ImageFlow could not follow a request of Elsa Studio.', error);
      }
      return response;
    };
    return isSave ? inTurn(send) : send();
  };

  // Studio sends a save while another is on its way; the second begins with what the first left, and is not somebody else's.
  function inTurn(send) {
    const answer = lastSave.then(send);
    lastSave = answer.catch(() => undefined);
    return answer;
  }

  function withRevision(resource, options) {
    const headers = new Headers(options?.headers ?? resource.headers);
    headers.set('If-Match', `"${revision}"`);
    return { ...options, headers };
  }

  async function notice(path, method, body, response, isNewest) {
    if (!path.startsWith(api)) return;
    const rest = path.slice(api.length);
    const isOurs = rest === '' || rest === '/import' || rest.split('/').includes(encodeURIComponent(definitionId));
    const tag = response.headers.get('etag');
    if (response.status === 409) return tell('conflict', { mine: draftOf(body) });
    if (isOurs && response.ok && tag && isNewest) revision = tag.replaceAll('"', '');
    if (method === 'GET') return;
    if (response.status === 400 && (rest.endsWith('/publish') || isPublish(body))) return tell('saved', { refused: (await response.clone().json()).errors?.generalErrors });
    if (!response.ok) return;
    if (rest === '' || rest === '/import') tell(isPublish(body) ? 'published' : 'saved');
    else if (rest.endsWith('/publish')) tell('published');
    else if (rest.endsWith('/retract') || rest.includes('/revert/')) tell('saved');
    else if (rest.endsWith('/execute') || rest.endsWith('/dispatch')) {
      const executionId = response.headers.get('x-elsa-workflow-instance-id');
      if (executionId) tell('started', { executionId });
    }
  }

  const textOf = (body) => (body == null ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body));

  function draftOf(body) {
    const sent = JSON.parse(textOf(body) || '{}');
    return sent.model ?? sent;
  }

  function isPublish(body) {
    return /"publish"\s*:\s*true/.test(textOf(body).slice(-200));
  }

  // What the page around asks for: to open what is stored now, or to show a node.
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== location.origin || event.data?.source !== 'imageflow') return;
    if (event.data.type === 'reload') location.reload();
    if (event.data.type === 'show-node' && typeof event.data.nodeId === 'string') showNode(event.data.nodeId);
  });

  // Nodes bear the ids of their activities. What a person clicks is told; what the page around asks for is clicked.
  const nodeOf = (target) => target.closest?.('.x6-node[data-cell-id]')?.getAttribute('data-cell-id');
  // Not by `click`: the drawing brings a pressed node to the front, and what was moved in the page between press and release gets none.
  const clickSlack = 4;
  let pressed;
  document.addEventListener('pointerdown', (event) => {
    const nodeId = event.isTrusted && event.button === 0 ? nodeOf(event.target) : undefined;
    pressed = nodeId ? { nodeId, x: event.clientX, y: event.clientY } : undefined;
  }, true);
  document.addEventListener('pointerup', (event) => {
    if (pressed && event.isTrusted && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) <= clickSlack) tell('selected', { nodeId: pressed.nodeId });
    pressed = undefined;
  }, true);

  function showNode(nodeId) {
    const node = [...document.querySelectorAll('.x6-node[data-cell-id]')].find((each) => each.getAttribute('data-cell-id') === nodeId);
    const frame = document.querySelector('.x6-graph')?.getBoundingClientRect();
    if (!node || !frame) return;
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    // Drawn outside of what is seen: the drawing is moved as a person moves it, from an empty place.
    if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) drag(frame.left + frame.width / 2 - x, frame.top + frame.height / 2 - y);
    const moved = node.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, view: window, button: 0, clientX: moved.left + moved.width / 2, clientY: moved.top + Math.min(20, moved.height / 2) };
    const inner = node.querySelector('elsa-activity-wrapper') ?? node;
    for (const type of ['mousedown', 'mouseup', 'click']) inner.dispatchEvent(new MouseEvent(type, at));
  }

  function drag(dx, dy) {
    const surface = document.querySelector('.x6-graph-svg');
    if (!surface) return;
    const frame = surface.getBoundingClientRect();
    const send = (target, type, x, y) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, clientX: x, clientY: y }));
    const [x, y] = [frame.left + 2, frame.top + 2];
    send(surface, 'mousedown', x, y);
    send(document.body, 'mousemove', x + dx / 2, y + dy / 2);
    send(document.body, 'mousemove', x + dx, y + dy);
    send(document.body, 'mouseup', x + dx, y + dy);
  }

  // Labels of ports that stand closer than they are high would lie on each other: Studio makes a node that was just dropped as high as its words,
  // however many ports it has, and again with each change of its inputs. No node is lower than its labels need, as when the flow is opened again.
  const labelHeight = 14;
  const portDistance = 20;
  function spaceLabels() {
    for (const node of document.querySelectorAll('.x6-node')) {
      const places = [...node.querySelectorAll('.x6-port-out')].map((port) => Number(/,([-\d.]+)\)$/.exec(port.getAttribute('transform') ?? '')?.[1]));
      const isCrowded = places.some((place, index) => index > 0 && Math.abs(place - places[index - 1]) < labelHeight);
      node.classList.toggle('crowded', isCrowded);
      if (isCrowded) makeRoom(node, places.length).catch((error) => console.warn('ImageFlow could not make room for the ports of a node.', error));
    }
  }

  async function makeRoom(node, ports) {
    const wrapper = node.querySelector('elsa-activity-wrapper[id][activity-json]');
    if (!wrapper) return;
    const designer = await import(new URL('_content/Elsa.Studio.Workflows.Designer/designer.entry.js', document.baseURI).href);
    await designer.updateActivitySize(wrapper.id, wrapper.getAttribute('activity-json'), { width: Number(node.querySelector('foreignObject').getAttribute('width')), height: ports * portDistance }, ports);
  }

  let spacing = 0;
  new MutationObserver(() => {
    spacing ||= setTimeout(() => {
      spacing = 0;
      spaceLabels();
    }, 50);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['transform'] });

  const shown = '.x6-graph, .react-flow, .mud-toolbar, .mud-table, .mud-tabs';
  const watch = new MutationObserver(() => {
    if (!document.querySelector(shown)) return;
    watch.disconnect();
    document.body.classList.add('opened');
    tell('ready');
  });
  watch.observe(document.body, { childList: true, subtree: true });
})();
