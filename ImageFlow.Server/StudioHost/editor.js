// What Studio does is read from the requests that it sends: its element takes callbacks as C# delegates only. The page around it hears of it as messages.
(() => {
  'use strict';
  const definitionId = document.body.dataset.definitionId;
  const api = '/elsa/api/workflow-definitions';
  const tell = (type, more) => {
    const message = { source: 'imageflow-studio', type, definitionId, ...more };
    if (window.parent !== window) window.parent.postMessage(message, location.origin);
    document.dispatchEvent(new CustomEvent('imageflow-studio', { detail: message }));
  };

  // The revision that Studio's drawing began with. A save names it, and the server refuses to overwrite what somebody else saved meanwhile.
  let revision;

  const plainFetch = window.fetch;
  window.fetch = async (resource, options) => {
    const path = new URL(resource.url ?? resource, location.href).pathname;
    const method = (options?.method ?? resource.method ?? 'GET').toUpperCase();
    const isSave = method !== 'GET' && (path === api || path === `${api}/import`);
    const response = isSave && revision ? await plainFetch(resource, withRevision(resource, options)) : await plainFetch(resource, options);
    try {
      await notice(path, method, options?.body, response);
    } catch (error) {
      console.warn('ImageFlow could not follow a request of Elsa Studio.', error);
    }
    return response;
  };

  function withRevision(resource, options) {
    const headers = new Headers(options?.headers ?? resource.headers);
    headers.set('If-Match', `"${revision}"`);
    return { ...options, headers };
  }

  async function notice(path, method, body, response) {
    if (!path.startsWith(api)) return;
    const rest = path.slice(api.length);
    const isOurs = rest === '' || rest === '/import' || rest.split('/').includes(encodeURIComponent(definitionId));
    const tag = response.headers.get('etag');
    if (response.status === 409) return tell('conflict', { mine: draftOf(body), revision: tag?.replaceAll('"', '') });
    if (isOurs && response.ok && tag) revision = tag.replaceAll('"', '');
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

  // The page around answers a conflict: keep this drawing (the next save overwrites), or open the other.
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== location.origin || event.data?.source !== 'imageflow') return;
    if (event.data.type === 'keep-mine' && typeof event.data.revision === 'string') revision = event.data.revision;
    if (event.data.type === 'reload') location.reload();
  });

  const shown = '.x6-graph, .react-flow, .mud-toolbar, .mud-table, .mud-tabs';
  const watch = new MutationObserver(() => {
    if (!document.querySelector(shown)) return;
    watch.disconnect();
    document.body.classList.add('opened');
    tell('ready');
  });
  watch.observe(document.body, { childList: true, subtree: true });
})();
