import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addressOf,
  choiceAt,
  choiceOf,
  listed,
  narrowed,
  questionOf,
  servedFrom,
  servesMore,
} from "./choice.ts";

test("an address without a question is everything that waits, and the other way round", () => {
  assert.deepEqual(choiceAt(""), { queue: "all", filters: {} });
  assert.equal(addressOf(choiceAt("?queue=all&q=+")), "");
});

test("a link to a choice opens the same choice", () => {
  const choice = { queue: "overdue", filters: { area: "KG-GO", q: "автобус" } } as const;
  assert.deepEqual(choiceAt(addressOf(choice)), choice);
  assert.equal(addressOf(choiceAt("?q=a&queue=new&area=KG")), addressOf(choiceAt("?area=KG&queue=new&q=a")));
});

test("every report is no queue of the service, neither in a list nor in a kept view", () => {
  const every = choiceAt("?queue=every&triage=linked");
  assert.equal(questionOf(every).toString(), "triage=linked");
  assert.equal(listed(every, 50).toString(), "triage=linked&sort=newest&limit=50");
  assert.deepEqual(choiceOf("triage=linked"), every);
});

test("a list of what waits begins with what is most urgent, unless the view has its own order", () => {
  assert.equal(listed(choiceAt("?queue=new"), 9).get("sort"), "due");
  assert.equal(listed(choiceOf("queue=new&sort=oldest"), 9).get("sort"), "oldest");
});

test("the next report comes from the queue that is looked at, in the languages that are looked at", () => {
  const wanted = servedFrom(choiceAt("?queue=overdue&language=ky,ru&area=KG-GO"));
  assert.deepEqual(wanted, { queue: "overdue", languages: ["ky", "ru"], graphic: true });
});

test("it is said when Next knows less than the list", () => {
  assert.equal(servesMore(choiceAt("?queue=new&language=ky")), false);
  assert.equal(servesMore(choiceAt("?queue=new&area=KG-GO")), true);
  assert.equal(servesMore(choiceAt("?queue=every")), true);
});

test("an empty filter is none", () => {
  const choice = choiceAt("?queue=new&area=KG-GO&claim=free");
  assert.deepEqual(narrowed(choice, { area: "" }), { queue: "new", filters: { claim: "free" } });
});
