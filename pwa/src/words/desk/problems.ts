/** What went wrong at the desk: what is safe first, then what to do. By the code that the server answers. */

import type { Shape } from "../shape";

const byCode: Readonly<Record<string, string>> = {
  invalid: "什么都没改动。有一处没填,或填得不合规定,看一眼再试。",
  conflict: "什么都没改动。情形已经变了,看一眼最新的再定。",
  slow_down: "什么都没改动。试得太密了,等一会儿再试。",
  busy: "什么都没改动。服务器这会儿忙,稍等再试。",
  too_large: "什么都没改动。一次太多了,分几次来。",
  unreadable_file: "什么都没改动。这个文件读不出来,换成 CSV 或 XLSX 再试。",
  bad_json: "什么都没改动。写的内容服务器读不了,改短一些再试。",
  wrong_content_type: "什么都没改动。这种文件不收,换成说明里的那种。",
  confirm_first: "什么都没改动。请先再输一次自己的口令。",
  day_ahead: "这一天还没到,没有结论可看。看当天的,或选过去的一天。",
  token_expired: "什么都没改动。登录刚才过期了,再点一次就好。",
  token_missing: "什么都没改动。登录刚才过期了,再点一次就好。",
  token_invalid: "什么都没改动。登录刚才过期了,再点一次就好。",
  token_revoked: "什么都没改动。登录刚才过期了,再点一次就好。",
};

const zh = {
  byCode,
  offline: "已经显示的内容都在。现在连不上服务器,等会儿自动再取。",
  unreachable: "现在连不上服务器。看看网络,等一会儿再试。",
  unsent: "这一页都还在。没连上服务器,不知道刚才那一步记下没有;连上后先看一眼,没有再点一次。",
  nothingHere: "这里没有可看的",
  notFound: "没有这个页面,或者不归你看。",
  denied: "什么都没改动。你的岗位不能做这一步。",
  broken: "已经记下的都在。服务器出了问题,稍等再试;还不行,请找管理员。",
  other: (code: string) => `什么都没改动,没办成(${code})。`,
  why: (why: string) => `什么都没改动:${why}。`,
  today: (day: string) => `看当天 ${day}`,
  noPage: "已经记下的都在。这一页没有取到:看看网络,再试一次。",
  noFile: "记录都在。连不上服务器,文件没有取到,等会儿再点一次。",
  notYours: (page: string) => `「${page}」不归你的岗位看。`,
  home: (page: string) => `回到「${page}」`,
};

const en: Shape<typeof zh> = {
  byCode: {
    invalid: "Nothing was changed. Something is missing or not allowed; look again.",
    conflict: "Nothing was changed. Things have moved on meanwhile; look at the newest first.",
    slow_down: "Nothing was changed. Too many tries; wait a little.",
    busy: "Nothing was changed. The server is busy; try again in a moment.",
    too_large: "Nothing was changed. This is too much at once; take it in parts.",
    unreadable_file: "Nothing was changed. This file cannot be read; bring it as CSV or XLSX.",
    bad_json: "Nothing was changed. The server cannot read what was written; make it shorter.",
    wrong_content_type: "Nothing was changed. This sort of file is not taken; bring the one that is asked for.",
    confirm_first: "Nothing was changed. Give your own passphrase again first.",
    day_ahead: "This day has not come yet, so there is nothing to judge. Look at today, or choose a day that has passed.",
    token_expired: "Nothing was changed. The sign-in had ended; press once more.",
    token_missing: "Nothing was changed. The sign-in had ended; press once more.",
    token_invalid: "Nothing was changed. The sign-in had ended; press once more.",
    token_revoked: "Nothing was changed. The sign-in had ended; press once more.",
  },
  offline: "What is shown stays. The server cannot be reached; it will be asked again.",
  unreachable: "The server cannot be reached. Check the network and try again in a moment.",
  unsent: "All that is on this page is still here. The server was not reached, so this step may or may not be kept; look first, then try again.",
  nothingHere: "Nothing to see here",
  notFound: "There is no such page, or it is not yours to see.",
  denied: "Nothing was changed. Your role cannot do this.",
  broken: "What was recorded is safe. The server failed; try again in a moment, or tell whoever runs it.",
  other: (code: string) => `Nothing was changed; it was not done (${code}).`,
  why: (why: string) => `Nothing was changed: ${why}.`,
  today: (day: string) => `Look at ${day}`,
  noPage: "What was recorded is safe. This page could not be fetched: look at the network, and try again.",
  noFile: "The records are safe. The server was not reached, so no file came; try again later.",
  notYours: (page: string) => `“${page}” is not for your role.`,
  home: (page: string) => `Back to “${page}”`,
};

export const problems: { readonly zh: Shape<typeof zh>; readonly en: Shape<typeof zh> } = { zh, en };
