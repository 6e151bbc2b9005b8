// What Studio does is read from the requests that it sends: its element takes callbacks as C# delegates only. The page around it hears of it as messages.
(() => {
  'use strict';
  const definitionId = document.body.dataset.definitionId;
  const tell = (type, more) => {
    const message = { source: 'imageflow-studio', type, definitionId, ...more };
    if (window.parent !== window) window.parent.postMessage(message, location.origin);
    document.dispatchEvent(new CustomEvent('imageflow-studio', { detail: message }));
  };

  const plainFetch = window.fetch;
  window.fetch = async (resource, options) => {
    const response = await plainFetch(resource, options);
    try {
      notice(new URL(resource.url ?? resource, location.href).pathname, (options?.method ?? resource.method ?? 'GET').toUpperCase(), options?.body, response);
    } catch (error) {
      console.warn('ImageFlow could not follow a request of Elsa Studio.', error);
    }
    return response;
  };

  function notice(path, method, body, response) {
    if (method !== 'POST' || !response.ok || !path.startsWith('/elsa/api/workflow-definitions')) return;
    const rest = path.slice('/elsa/api/workflow-definitions'.length);
    if (rest === '' || rest === '/import') tell(isPublish(body) ? 'published' : 'saved');
    else if (rest.endsWith('/publish')) tell('published');
    else if (rest.endsWith('/retract') || rest.includes('/revert/')) tell('saved');
    else if (rest.endsWith('/execute') || rest.endsWith('/dispatch')) {
      const executionId = response.headers.get('x-elsa-workflow-instance-id');
      if (executionId) tell('started', { executionId });
    }
  }

  function isPublish(body) {
    if (body == null) return false;
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    return /"publish"\s*:\s*true/.test(text.slice(-200));
  }

  const watch = new MutationObserver(() => {
    if (!document.querySelector('elsa-workflow-definition-editor .x6-graph, elsa-workflow-definition-editor .react-flow, elsa-workflow-definition-editor .mud-toolbar')) return;
    watch.disconnect();
    document.body.classList.add('opened');
    tell('ready');
  });
  watch.observe(document.body, { childList: true, subtree: true });
})();
