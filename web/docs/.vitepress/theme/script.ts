import { withBase } from 'vitepress';

/** Scripts that stay as their packages publish them (web/build.py copies them), and the global name that each sets. */
const FILES = { mermaid: '/scripts/mermaid.tiny.js', Scalar: '/scripts/scalar.js' } as const;

const loading = new Map<string, Promise<unknown>>();

/** What the script sets, once it is loaded. Raises Error when it cannot be. */
export function loadScript<T>(name: keyof typeof FILES): Promise<T> {
  const load = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = withBase(FILES[name]);
      script.onload = () => resolve((window as unknown as Record<string, unknown>)[name]);
      script.onerror = () => reject(new Error(`${script.src} was not loaded`));
      document.head.append(script);
    });
  if (!loading.has(name)) loading.set(name, load());
  return loading.get(name) as Promise<T>;
}
