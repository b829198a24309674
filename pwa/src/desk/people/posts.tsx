/** Who answers for each compound and building, and who signs in there. */

import { useInSight } from "../current";
import { Fragment } from "preact";
import { r } from "../register/acts";
import { href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import { dayName, w } from "../words";
import { type Editing, FIELDS, p } from "./editing";
import { type Duty, type Post, placeName } from "./types";

interface Props {
  readonly posts: readonly Post[];
  readonly today: string;
  readonly edit: (editing: Editing) => void;
  readonly end: (duty: Duty) => void;
  /** What is shown is over: nothing of it can be changed. */
  readonly past: boolean;
}

export function Posts({ posts, today, edit, end, past }: Props) {
  const t = p();
  const buildings = posts.filter((each) => each.place.type === "building");
  const heads = [t.place, { figure: t.households }, t.who, t.deputy, t.phone, t.grid, t.dates, t.access];
  const lacking = buildings.filter((each) => !each.assignment || isOver(each.assignment, today) || isToCome(each.assignment, today));
  const shown = lacksAlone() ? lacking : posts;
  return (
    <section class="panel" aria-labelledby="posts">
      <h2 id="posts">{t.posts}</h2>
      <p class="lead">
        <Led all={buildings.length} lacking={lacking.length} />
      </p>
      {shown.length > 0 && (
        <ScrollTable within label={t.posts} heads={past ? heads : [...heads, { hidden: r().edit }]}>
          {shown.map((post) => (
            <Row key={post.place.id} post={post} today={today} edit={edit} end={end} past={past} />
          ))}
        </ScrollTable>
      )}
    </section>
  );
}

/** Whether only the buildings without a lead are listed. */
const lacksAlone = (): boolean => route.value.params["without"] === "lead";

/** How many buildings have a lead, leading to those that have none and back to all. */
function Led({ all, lacking }: { readonly all: number; readonly lacking: number }) {
  const t = p();
  if (!all)
    return (
      <>
        {w().rosterPage.empty} <a href={href("roster")}>{w().toRoster}</a>
      </>
    );
  const said = t.allPosts(all - lacking, all);
  const only = lacksAlone();
  if (!lacking && !only) return <>{said}</>;
  return (
    <>
      <a href={href("people", { without: only ? null : "lead" })} aria-current={only ? "true" : undefined}>
        {said}
      </a>
      {only && ` · ${t.lacking(lacking)}`}
    </>
  );
}

function isOver(duty: Duty, today: string): boolean {
  const until = duty.fields["until_on"];
  return typeof until === "string" && until < today;
}

/** Who begins later does not answer for the building yet, as the checklist says too. */
function isToCome(duty: Duty, today: string): boolean {
  const since = duty.fields["since_on"];
  return typeof since === "string" && since > today;
}

function Row({ post, today, edit, end, past }: { post: Post } & Omit<Props, "posts">) {
  const t = p();
  const { place, assignment } = post;
  const said = (name: string) => (assignment?.fields[name] as string | undefined) ?? "";
  const open = () => edit({ kind: "assignment", fields: FIELDS.assignment, duty: assignment, places: [place] });
  const named = route.value.params["at"] === place.id;
  const row = useInSight<HTMLTableRowElement>(named);
  return (
    <tr ref={row} aria-current={named ? "true" : undefined}>
      <th scope="row">{placeName(place)}</th>
      <td class="figure">
        <a href={place.type === "building" ? href("building", { building: place.id }) : href("roster")}>{post.households}</a>
      </td>
      <td class="post-name">
        {said("lead") || <span class="lacking">{t.noLead}</span>}{" "}
        {assignment && isOver(assignment, today) && <span class="chip phone-chip-owes">{t.over}</span>}
        {assignment && isToCome(assignment, today) && <span class="chip phone-chip-owes">{t.toCome}</span>}
      </td>
      <td>{said("deputy") || r().none}</td>
      <td>{said("phone") || r().none}</td>
      <td>{said("grid") || r().none}</td>
      <td>
        {said("since_on") && t.from(dayName(said("since_on")))} {said("until_on") && t.until(dayName(said("until_on")))}
      </td>
      <td>
        {post.access.map((each) => (
          <Fragment key={each.grant}>
            <span class="chip">
              {each.user.name} <span class="note">{w().roles[each.role] ?? each.role}</span>
            </span>{" "}
          </Fragment>
        ))}
        {!post.access.length && <span class="note">{t.noAccess}</span>}{" "}
        {!past && !post.access.length && place.type === "building" && (
          <a href={href("invitations", { for: place.id, name: said("lead") })}>{t.invite}</a>
        )}
      </td>
      {!past && (
        <td class="acts">
          <button onClick={open}>
            {r().edit}
            <span class="hidden"> {placeName(place)}</span>
          </button>{" "}
          {assignment && (
            <button onClick={() => end(assignment)}>
              {r().end}
              <span class="hidden"> {placeName(place)}</span>
            </button>
          )}
        </td>
      )}
    </tr>
  );
}
