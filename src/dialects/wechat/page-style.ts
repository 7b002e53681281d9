/** Of WeChat's pages. It stands in the page itself, and its digest in the Content-Security-Policy. */
export const pageStyle = `
*{box-sizing:border-box}
body{margin:0;background:#ededed;color:#191919;font:16px/1.5 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:30rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:1rem 0 .5rem}
h2{font-size:1rem;margin:1.5rem 0 .5rem}
ul{list-style:none;margin:0;padding:0}
li{margin:0 0 .5rem}
a.choice,a.plain,a.deny{display:block;padding:.75rem;border-radius:.5rem;background:#fff;color:inherit;text-decoration:none}
a.choice{padding-left:4rem;position:relative;min-height:4rem}
a.deny{color:#a61b1b}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid #0a7cff;outline-offset:2px}
.avatar{position:absolute;left:.75rem;top:.75rem;width:2.5rem;height:2.5rem;border-radius:.25rem;background:#046a38;color:#fff;text-align:center;line-height:2.5rem}
.name{display:block;font-weight:600}
.about{display:block;font-size:.8rem;color:#555}
.mock{margin:0;padding:.5rem .75rem;border-radius:.5rem;background:#fff3c4;color:#4d3800;font-size:.85rem}
form{margin:1rem 0}
input{font:inherit;max-width:100%;padding:.4rem;border:1px solid #767676;border-radius:.25rem;background:#fff;color:#191919}
button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.25rem;background:#046a38;color:#fff}
summary{padding:.5rem 0;cursor:pointer}
@media (prefers-color-scheme:dark){
body{background:#111;color:#e6e6e6}
a.choice,a.plain,a.deny{background:#1e1e1e}
a{color:#7ab8ff}
a.deny{color:#ff8a8a}
.about{color:#b0b0b0}
.mock{background:#4d3800;color:#fff3c4}
input{background:#1e1e1e;color:#e6e6e6}
}
`
