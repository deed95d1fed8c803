"""The styles of public pages. They hold no text of anybody's."""

BASE = """
:root{color-scheme:light dark;--bg:oklch(99% .002 275);--card:#fff;--fg:oklch(24% .02 275);--soft:oklch(48% .02 275);
--line:oklch(91.5% .007 275);--accent:oklch(50% .22 276);--on-accent:oklch(99% .005 276);--error:oklch(50% .2 25);
--row:16rem;--gap:.5rem}
@media (prefers-color-scheme:dark){:root{--bg:oklch(17% .01 275);--card:oklch(22% .013 275);--fg:oklch(94% .006 275);
--soft:oklch(72% .015 275);--line:oklch(30% .016 275);--accent:oklch(72% .15 278);--on-accent:oklch(18% .05 278);
--error:oklch(74% .15 22)}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--bg);color:var(--fg);
font:400 1rem/1.55 'Inter Variable',Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
a{color:inherit}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h1{margin:0;font-size:clamp(1.75rem,1.2rem + 2.4vw,2.75rem);line-height:1.15;letter-spacing:-.022em;font-weight:650;
overflow-wrap:anywhere;text-wrap:balance}
p{margin:0}
.top{padding:clamp(2rem,6vw,4.5rem) clamp(1rem,4vw,3rem) clamp(1.25rem,3vw,2.25rem)}
.top p{margin-top:.75rem;max-width:44rem;color:var(--soft);white-space:pre-line;overflow-wrap:anywhere}
.top .by{font-size:.9375rem;margin-top:.5rem}
main{flex:1;padding:0 clamp(.5rem,3vw,2.75rem)}
footer{display:flex;gap:.5rem 1.5rem;flex-wrap:wrap;justify-content:center;align-items:center;
padding:2.5rem 1rem 2rem;color:var(--soft);font-size:.875rem}
footer span{display:inline-flex;gap:.5rem;align-items:center}
footer a{text-underline-offset:.2em}
.button{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.75rem;padding:.5rem 1.25rem;
border:1px solid var(--line);border-radius:.625rem;background:var(--card);color:var(--fg);font:inherit;font-weight:550;
text-decoration:none;cursor:pointer}
.button:hover{border-color:var(--soft)}
.main{background:var(--accent);border-color:transparent;color:var(--on-accent)}
.main:hover{border-color:transparent;filter:brightness(1.08)}
.card{width:min(100%,25rem);margin:auto;padding:2.25rem clamp(1.25rem,6vw,2.25rem);background:var(--card);
border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px oklch(0% 0 0/.04),0 12px 32px -16px oklch(0% 0 0/.18)}
.card h1{font-size:1.375rem;letter-spacing:-.014em}
.card p{margin-top:.5rem;color:var(--soft)}
.card .wrong{color:var(--error);font-weight:500}
.card form{margin-top:1.5rem;display:grid;gap:.75rem}
.card .mark{display:grid;place-items:center;width:3rem;height:3rem;margin-bottom:1.25rem;border-radius:.75rem;
background:color-mix(in oklch,var(--accent) 12%,transparent);color:var(--accent)}
.middle{display:grid;padding:2rem 1rem}
label{display:grid;gap:.375rem;font-size:.9375rem;font-weight:500}
input,select,textarea{width:100%;min-height:2.75rem;padding:.5rem .875rem;border:1px solid color-mix(in oklch,var(--soft) 60%,var(--line));
border-radius:.625rem;background:var(--bg);color:var(--fg);font:inherit}
"""

CARDS = """
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:2rem 1.5rem;margin:0;
padding:0 .25rem;list-style:none}
.cards a{display:grid;text-decoration:none;border-radius:.75rem}
.cards a:focus-visible{outline-offset:6px}
.cards div{aspect-ratio:3/2;margin-bottom:.75rem;border-radius:.75rem;overflow:hidden;background:var(--line)}
.cards img{display:block;width:100%;height:100%;object-fit:cover;transition:transform .3s ease}
.cards a:hover img{transform:scale(1.025)}
.cards strong{font-weight:600;overflow-wrap:anywhere}
.cards a:hover strong{text-decoration:underline;text-underline-offset:.2em}
.cards span{color:var(--soft);font-size:.9375rem;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;
-webkit-line-clamp:2}
.links{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.links a{text-underline-offset:.2em}
.empty{padding:3rem 1rem;text-align:center}
.empty h2{margin:0;font-size:1.25rem}
@media (prefers-reduced-motion:reduce){.cards img{transition:none}}
"""

GRID = """
.grid{display:flex;flex-wrap:wrap;gap:var(--gap);margin:0;padding:0;list-style:none}
.grid::after{content:"";flex:1e6 1 0}
.grid li{flex:calc(var(--r)*100) 1 calc(var(--r)*var(--row));max-width:calc(var(--r)*var(--row)*1.7);
aspect-ratio:var(--r);border-radius:.5rem;overflow:hidden;background:var(--c,var(--line))}
.grid a{display:block;height:100%}
.grid a:focus-visible{outline-offset:-4px;outline-color:#fff;box-shadow:inset 0 0 0 2px #000}
.grid img{display:block;width:100%;height:100%;object-fit:cover;transition:transform .3s ease}
.grid a:hover img{transform:scale(1.025)}
@media (max-width:40rem){:root{--row:7.25rem;--gap:.25rem}.grid li{border-radius:.25rem}}
@media (prefers-reduced-motion:reduce){.grid img{transition:none}}
.pages{display:flex;flex-wrap:wrap;gap:.75rem;justify-content:center;padding-top:2rem}
.empty{padding:3rem 1rem;text-align:center;color:var(--soft)}
.empty h2{margin:0 0 .25rem;color:var(--fg);font-size:1.25rem}
.box{display:none}
.box:target{display:grid;position:fixed;inset:0;z-index:1;grid-template:minmax(0,1fr) auto/minmax(0,1fr);margin:0;
background:oklch(13% .006 275);color:oklch(96% .003 275)}
body:has(.box:target){overflow:hidden}
.box img{width:100%;height:100%;object-fit:contain}
.box figcaption{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;justify-content:space-between;
min-height:3.5rem;padding:.625rem clamp(1rem,3vw,2rem);padding-bottom:max(.625rem,env(safe-area-inset-bottom))}
.box p{overflow-wrap:anywhere}
.box .told{white-space:pre-line;max-height:6em;overflow:auto;font-size:.875rem}
.box .facts{color:oklch(76% .008 275);font-size:.875rem}
.box .button{min-height:2.5rem;background:oklch(26% .01 275);border-color:oklch(36% .012 275);color:inherit}
.step{position:absolute;display:grid;place-items:center;width:3rem;height:3rem;border-radius:50%;
background:oklch(20% .01 275/.72);color:#fff;text-decoration:none}
.step:hover{background:oklch(32% .014 275/.9)}
.box :focus-visible{outline-color:#fff}
.close{top:max(1rem,env(safe-area-inset-top));right:1rem}
.back,.on{top:calc(50% - 3rem)}
.back{left:1rem}
.on{right:1rem}
"""
