// The launcher and the frame's place, inside the closed shadow root.

/** Below this width (a phone, either way up it is below one of the two) the chat takes the whole screen. */
export const FULL_SCREEN = "(max-width: 480px), (max-height: 420px)";

/** Handed to the browser as one style sheet: `minify` of the build does not look into strings, so it is short here. */
export const STYLE = `
:host{--colour:#3b5bdb;--ink:#fff}
button{all:unset;box-sizing:border-box;position:fixed;bottom:20px;inline-size:60px;block-size:60px;border-radius:50%;
cursor:pointer;display:grid;place-items:center;background:var(--colour);color:var(--ink);
box-shadow:0 1px 2px rgb(0 0 0/.2),0 8px 24px rgb(0 0 0/.22);opacity:0;visibility:hidden;-webkit-tap-highlight-color:transparent}
button.seen{opacity:1;visibility:visible}
button:focus-visible{outline:3px solid var(--colour);outline-offset:3px}
.end button,.end .panel{inset-inline-end:20px}
.left button,.left .panel{left:20px}
.right button,.right .panel{right:20px}
svg{grid-area:1/1;width:28px;height:28px}
.cross{opacity:0;transform:rotate(-45deg) scale(.6)}
.open .bubble{opacity:0;transform:scale(.6)}
.open .cross{opacity:1;transform:none}
b{position:absolute;top:-4px;inset-inline-end:-4px;min-inline-size:22px;block-size:22px;padding:0 6px;box-sizing:border-box;
border-radius:11px;background:#c92a2a;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
b:empty{display:none}
.panel{position:fixed;bottom:96px;inline-size:400px;max-inline-size:calc(100vw - 40px);block-size:min(680px,100vh - 116px);
border-radius:18px;overflow:hidden;background:Canvas;color-scheme:light dark;visibility:hidden;opacity:0;transform:translateY(12px);
box-shadow:0 0 0 1px rgb(0 0 0/.06),0 4px 12px rgb(0 0 0/.08),0 20px 56px rgb(0 0 0/.24)}
.open .panel{visibility:visible;opacity:1;transform:none}
iframe{display:block;border:0;inline-size:100%;block-size:100%;color-scheme:light dark}
p{margin:0;padding:24px;color:CanvasText;font:15px/1.5 system-ui,sans-serif}
p:empty,p:not(:empty)+iframe{display:none}
@media ${FULL_SCREEN}{.panel,.end .panel,.left .panel,.right .panel{inset:var(--top,0) 0 auto 0;inline-size:auto;max-inline-size:none;
block-size:var(--height,100dvh);border-radius:0;box-shadow:none}.open button{visibility:hidden}}
@media (prefers-reduced-motion:no-preference){button{transition:opacity .2s,transform .2s}button:hover{transform:scale(1.05)}
button:active{transform:scale(.96)}svg{transition:opacity .2s,transform .2s}
.panel{transition:opacity .18s,transform .22s cubic-bezier(.2,.8,.2,1),visibility 0s .22s}.open .panel{transition-delay:0s}}
@media print{div{display:none}}`;
