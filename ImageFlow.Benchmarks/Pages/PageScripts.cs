namespace ImageFlow.Benchmarks.Pages;

/// <summary>What runs in the page: gestures for two seconds, answered with frames a second; and forty steps of the slider, with the time until each is painted.</summary>
internal static class PageScripts
{
    public const string Pan = """
        async () => {
          const canvas = document.querySelector('.run-canvas'), at = canvas.getBoundingClientRect();
          const send = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: y, pointerId: 1, button: 0, buttons: 1 }));
          canvas.setPointerCapture = () => {};
          send('pointerdown', at.left + 5, at.top + 5);
          const begun = performance.now();
          let frames = 0;
          for (; performance.now() - begun < 2000; frames++) {
            send('pointermove', at.left + 200 + 150 * Math.sin(frames / 10), at.top + 100 + 50 * Math.cos(frames / 10));
            await new Promise(requestAnimationFrame);
          }
          send('pointerup', 0, 0);
          return frames / ((performance.now() - begun) / 1000);
        }
        """;

    public const string Zoom = """
        async () => {
          const canvas = document.querySelector('.run-canvas'), at = canvas.getBoundingClientRect();
          const begun = performance.now();
          let frames = 0;
          for (; performance.now() - begun < 2000; frames++) {
            canvas.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true, deltaY: frames % 60 < 30 ? -20 : 20, clientX: at.left + 300, clientY: at.top + 100 }));
            await new Promise(requestAnimationFrame);
          }
          return frames / ((performance.now() - begun) / 1000);
        }
        """;

    /// <summary>Zooms in until words can be read, and waits until they are there.</summary>
    public const string ComeNear = """
        async () => {
          document.querySelector('.run-footer button:nth-last-child(2)').click();
          const plane = document.querySelector('.run-plane');
          while (new DOMMatrix(getComputedStyle(plane).transform).a < 0.7) document.querySelector('.run-footer button:last-child').click();
          await new Promise((done) => setTimeout(done, 600));
        }
        """;

    public const string Scrub = """
        async () => {
          const range = document.querySelector('.scrubber input'), most = Number(range.max), times = [];
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
          for (let step = 0; step < 40; step++) {
            const begun = performance.now();
            set.call(range, String(Math.max(1, Math.round(most * (step < 20 ? 1 - step / 40 : 0.5 + (step - 20) * 0.0004)))));
            range.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((done) => requestAnimationFrame(() => { const after = new MessageChannel(); after.port1.onmessage = done; after.port2.postMessage(0); }));
            times.push(performance.now() - begun);
          }
          return times;
        }
        """;
}
