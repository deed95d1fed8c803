/** The time in milliseconds, told anew each second while `isNeeded`. Make it while a component is set up. */
export function clock(isNeeded: () => boolean): { readonly at: number } {
  let at = $state(Date.now());
  $effect(() => {
    if (!isNeeded()) return;
    at = Date.now();
    const timer = setInterval(() => (at = Date.now()), 1000);
    return () => clearInterval(timer);
  });
  return {
    get at() {
      return at;
    }
  };
}
