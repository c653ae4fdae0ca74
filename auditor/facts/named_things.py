"""Whose value a fact is, where the text names the thing and says nothing else.

Two documents are held against each other only where both say plainly what they speak of. So the sentence, or the list
item, must be understood to its last word: the name of one thing, a verb of the present that says what it is made of,
the number: ``The search service runs on 16 GPUs.`` A word more (``at least``, ``in staging``, ``after the migration``)
may make another thing of it, and so may a word in the paragraph around, the heading above or the title: an option, an
environment, a date, a measurement.
"""

from __future__ import annotations

import re

from auditor.facts.beside import tail
from auditor.facts.stretches import extent, statement_of
from auditor.facts.vocabulary import Concept
from auditor.facts.words import words
from auditor.model import Block, Document, Fact
from auditor.patterns import regex

KINDS = (
    "service cluster model platform backend frontend gateway database pipeline fleet pool deployment application app"
)
"""What a thing with a name is: the last word of ``search service``."""
_MADE_OF = r"(?:runs on|is deployed on|has|consists of|comprises|contains|is made up of|spans|stores|holds)"
_THING = rf"(?P<thing>[A-Za-z0-9][\w.-]*(?: [A-Za-z0-9][\w.-]*){{0,2}} (?:{'|'.join(KINDS.split())}))"
_SENTENCE = regex(
    rf"\s*(?:(?:the|our) )?{_THING} {_MADE_OF} (?:(?:a )?total of |an? (?P<label>[A-Za-z -]{{1,40}}) of )?",
    re.IGNORECASE,
)
_LABELLED = regex(rf"\s*(?:the )?{_THING}\s*(?::|=|–|—| - )\s*", re.IGNORECASE)
_TITLE = regex(rf"\s*(?:[\d.]+\s+)?(?:the )?{_THING}\s*", re.IGNORECASE)
_LABEL = regex(r"\s*(?P<label>[^:=]{1,40}?)\s*[:=]\s*")
_END = regex(r"\s*(?:in total|in all)?\s*[.;]?\s*", re.IGNORECASE)

_UNNAMED = frozenset(
    words(
        "a an the this that these those such same other another each every any some one two three four second"
        " third next last single whole entire full main primary secondary base basic default typical average"
        " general generic common standard simple small smaller large larger big bigger medium tiny minimal maximal"
        " hypothetical example sample demo toy test our your their its my new old current existing original"
        " previous final initial first latest future legacy and or of in on for with to from per following above"
        " below given resulting target planned proposed distributed shared dedicated managed local remote cloud"
        " production staging development dev prod qa source teacher student draft dense sparse moe large-scale"
        " small-scale multi-node single-node multi-gpu gpu cpu inference training serving compute storage data"
        " database language vision text embedding reward transformer web api http kubernetes k8s kafka redis"
        " postgres postgresql mysql mongodb elasticsearch opensearch cassandra spark ray slurm hadoop clickhouse"
        " minio ceph etcd edge host worker control eks gke aks rke2 k3s kind minikube openshift rancher nomad"
        " consul nats rabbitmq pulsar hdfs hbase zookeeper flink trino presto druid scylla scylladb cockroachdb"
        " tidb mariadb percona galera mongo couchbase memcached vault proxmox gridgain ignite hazelcast solr"
        " prometheus thanos cortex mimir loki grafana victoriametrics jenkins gitlab airflow dask databricks"
        " snowflake dataproc emr msk aws azure gcp docker swarm vmware vsphere nutanix hpc beowulf dgx hgx nvidia"
        " amd intel leader follower querying consumer"
    )
)
"""Words that name no particular thing: ``the new cluster``, ``the Kafka cluster`` is another one in every document."""
ELSEWHERE = frozenset(
    words(
        "option alternative alternatively variant version approach scenario case assume assuming assumption"
        " suppose if unless example sample demo tutorial exercise quiz benchmark experiment measured measurement"
        " result evaluation test testing comparison compare versus vs before after previous previously formerly"
        " was were had used until since now today currently current new old legacy future later earlier soon"
        " target goal plan planned proposal proposed propose draft estimate estimated expected projected"
        " projection forecast roadmap milestone phase stage step migration migrate upgrade upgraded expansion"
        " expand scale scaled scaling grow growth increase increased reduce reduced decrease rollout pilot poc"
        " prototype canary staging production prod development dev qa uat preview sandbox local region regional"
        " zone site tenant environment minimum maximum least most peak burst default optional should would could"
        " might may will must history changelog release deprecated retired decommissioned superseded obsolete"
        " archive archived adr rfc decision incident postmortem retrospective minute meeting log update updated"
        " wrong incorrect mistake error myth no not never longer instead rather temporary temporarily recommended"
        " course lesson lab walkthrough practice question answer quickstart chapter recommendation requirement"
        " required small medium large tier size sizing january february march april june july august september"
        " october november december q1 q2 q3 q4"
    )
)
"""Words that set what they stand beside apart from what another document says."""
_DATED = regex(r"\b(?:19|20)\d\d\b|\bv\d")
_STATUS = regex(r"^\W*(?:date|dated|status|version|revision|as of)\b[^\n:|]{0,12}[:|]", re.IGNORECASE | re.MULTILINE)
_SIZED = regex(r"(?:^|[ -])\d+(?:\.\d+)?[bm]\b")
"""``nova 70b model``: a name alone is that of a family, whose models differ."""
_HEAD = 2000
"""Characters in which a document says of what date or version it is."""


def named_thing(document: Document, fact: Fact, concept: Concept) -> str:
    """The thing that a fact is about; empty where it is not named, or something is said beside it."""
    if not _is_plain(fact):
        return ""
    block = document.blocks[fact.block]
    if block.kind not in ("paragraph", "item") or block.quoted:
        return ""
    start, end = extent(fact.quantity, block)
    first, last = statement_of(block, start, end)
    if _END.fullmatch(block.text[end:last]) is None or not _is_just(fact, concept):
        return ""
    thing = _thing(document, block, block.text[first:start], concept)
    return thing if _is_particular(thing) and not _is_set_apart(document, fact.block) else ""


def _is_particular(thing: str) -> bool:
    """Whether a name is that of one thing: no word that any thing may have, no device; of models with their size."""
    *names, kind = thing.split() or [""]
    if kind == "model":
        return _SIZED.search(thing) is not None
    return bool(names) and _UNNAMED.isdisjoint(names) and not any(letter.isdigit() for letter in thing)


def _is_plain(fact: Fact) -> bool:
    """Whether a value is stated as it is: not about so much, no limit, no result of a calculation."""
    facets = fact.facets
    narrowed = facets.per or facets.statistic or facets.variant or facets.phase or facets.role not in (None, "stated")
    return fact.origin == "document" and not fact.quantity.hedge and not narrowed and not fact.factors


def _is_just(fact: Fact, concept: Concept) -> bool:
    """Whether nothing stands between the number and what is counted: ``16 GPUs``, not ``16 spare GPUs``."""
    noun = tail(fact.quantity.text)
    return not noun or noun in concept.labels


def _thing(document: Document, block: Block, before: str, concept: Concept) -> str:
    """What the words before a number name; below a heading that is a name, what it is a value of may stand there."""
    found = _SENTENCE.fullmatch(before)
    if found and found["label"] and words(found["label"]) not in concept.labels:
        return ""
    found = found or (_LABELLED.fullmatch(before) if block.kind == "item" else None)
    if found is None and block.kind == "item" and block.depth == 0:
        label = _LABEL.fullmatch(before)
        titles = document.heading_path(block.section)
        if titles and (words(label["label"]) in concept.labels if label else not before.strip()):
            found = _TITLE.fullmatch(titles[-1])
    return " ".join(words(found["thing"])) if found else ""


def _is_set_apart(document: Document, index: int) -> bool:
    """Whether a word around a statement, or the document's own date, makes another thing of it."""
    block = document.blocks[index]
    texts = [document.title, *document.heading_path(block.section), block.text]
    before = document.blocks[index - 1] if index else None
    if before is not None and before.section == block.section:
        texts.append(before.text)
    said = " · ".join(texts)
    return (
        not ELSEWHERE.isdisjoint(words(said.replace("-", " ")))
        or _DATED.search(said) is not None
        or _STATUS.search(document.source.text[:_HEAD]) is not None
    )
