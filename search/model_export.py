"""Writes a parsed model as a normal sentence-transformers directory, with an ONNX twin.

The directory loads with `SentenceTransformer(path)` (float32 computation from float16 weights).
`model.onnx` in it is the same encoder with mean pooling and normalisation as one graph, its
weights quantised to int8 per channel: a quarter of the time per query. `reduce_range` keeps the
8-bit products from saturating on processors without VNNI, so every machine gets the same vectors.
"""

import contextlib
import json
import logging
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from search.model_weights import ModelFileError, PackedModel

if TYPE_CHECKING:
    import torch
    from transformers import BertModel

QUERY_PROMPT: Final = "query: "
DOCUMENT_PROMPT: Final = "passage: "
ONNX_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
_OPSET: Final = 17
_LOWEST_COSINE: Final = 0.985
_CHECK_TEXTS: Final = (
    "query: Mein Router verbindet sich nicht mit dem Internet.",
    "query: password forgotten",
    "passage: Öffnen Sie die Einstellungen des Kontos und prüfen Sie den Postausgangsserver.",
    "passage: Restart the router, wait two minutes and try again with a network cable.",
)


def build_tokenizer(model: PackedModel, kept: NDArray[np.int64]) -> Tokenizer:
    """Build the Unigram tokenizer over the pieces `kept` (rising ids; the special ones first)."""
    special = model.special
    ids = {int(old): new for new, old in enumerate(kept)}
    tokenizer = Tokenizer(
        models.Unigram(
            [(model.pieces[old], float(model.scores[old])) for old in kept.tolist()],
            unk_id=ids[special.unk],
            byte_fallback=False,
        )
    )
    tokenizer.normalizer = _normalizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always", split=False)
    bos, eos = model.pieces[special.bos], model.pieces[special.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, ids[special.bos]), (eos, ids[special.eos])],
    )
    names = [bos, model.pieces[special.pad], eos, model.pieces[special.unk], model.pieces[-1]]
    tokenizer.add_special_tokens(names)
    return tokenizer


def write_sentence_transformer(
    model: PackedModel, kept: NDArray[np.int64], directory: Path
) -> None:
    """Write configuration, tokenizer and float16 weights in sentence-transformers' layout."""
    from safetensors.numpy import save_file

    shape = model.shape
    build_tokenizer(model, kept).save(str(directory / TOKENIZER_FILE))
    weights = {name: array.astype(np.float16) for name, array in _weights(model, kept)}
    weights_file = directory / "model.safetensors"
    save_file(weights, str(weights_file), metadata={"format": "pt"})
    # The library writes it for its owner alone; the web server's user must read it as well.
    weights_file.chmod(0o644)
    ids = {int(old): new for new, old in enumerate(kept)}
    special = model.special
    configuration = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.intermediate,
        "layer_norm_eps": shape.epsilon,
        "max_position_embeddings": shape.positions,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "type_vocab_size": shape.token_types,
        "vocab_size": len(kept),
        "pad_token_id": ids[special.pad],
    }
    _write_json(directory / "config.json", configuration)
    tokenizer_configuration = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "bos_token": model.pieces[special.bos],
        "cls_token": model.pieces[special.bos],
        "eos_token": model.pieces[special.eos],
        "sep_token": model.pieces[special.eos],
        "pad_token": model.pieces[special.pad],
        "unk_token": model.pieces[special.unk],
        "mask_token": model.pieces[-1],
    }
    _write_json(directory / "tokenizer_config.json", tokenizer_configuration)
    _write_json(
        directory / "sentence_bert_config.json",
        {"max_seq_length": shape.positions, "do_lower_case": False},
    )
    _write_json(
        directory / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    kinds = (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize"))
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(kinds)
    ]
    _write_json(directory / "modules.json", modules)
    for _, path in kinds[1:]:
        (directory / path).mkdir()
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    _write_json(directory / "1_Pooling" / "config.json", pooling)


def write_onnx(directory: Path, workspace: Path, progress: Callable[[str], None]) -> None:
    """Export the directory's encoder to int8 ONNX; `workspace` takes the float32 graph.

    Raises `ModelFileError` when the quantised graph strays from the float32 encoder.
    """
    import torch
    from transformers import BertModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    encoder = BertModel.from_pretrained(
        directory, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
    )
    tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
    tokenizer.enable_padding(pad_id=encoder.config.pad_token_id)
    tokenizer.enable_truncation(encoder.config.max_position_embeddings)
    encoded = tokenizer.encode_batch(list(_CHECK_TEXTS))
    ids = torch.tensor([entry.ids for entry in encoded])
    mask = torch.tensor([entry.attention_mask for entry in encoded])
    float_graph = workspace / "float32.onnx"
    progress("exporting the encoder to ONNX")
    # The texts differ in length on purpose: a mask without padding would be traced away.
    reference = _export(encoder, ids, mask, float_graph)
    progress("quantising to 8 bits")
    _quantise(float_graph, directory / ONNX_FILE)
    _check_graph(directory / ONNX_FILE, ids.numpy(), mask.numpy(), reference)


def _normalizer(model: PackedModel) -> normalizers.Normalizer:
    table = model.normaliser
    removed = [chr(code) for code, target in table.items() if not target]
    spaces = [chr(code) for code, target in table.items() if target == " "]
    for code, target in table.items():
        if target not in ("", " ") and target != unicodedata.normalize("NFKC", chr(code)):
            raise ModelFileError(f"the normaliser maps U+{code:04X} in an unknown way")
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(removed)), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(_any_of(spaces)), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )


def _any_of(characters: Iterable[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(character):X}}}" for character in characters) + "]"


def _weights(
    model: PackedModel, kept: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    shape = model.shape
    size, wide = shape.hidden, shape.intermediate
    yield (
        "embeddings.word_embeddings.weight",
        model.matrix("emb.word", shape.vocabulary, size, kept),
    )
    yield "embeddings.position_embeddings.weight", model.matrix("emb.pos", shape.positions, size)
    yield (
        "embeddings.token_type_embeddings.weight",
        model.matrix("emb.type", shape.token_types, size),
    )
    yield "embeddings.LayerNorm.weight", model.vector("emb.ln.w", size)
    yield "embeddings.LayerNorm.bias", model.vector("emb.ln.b", size)
    linear = {
        "q": ("attention.self.query", size, size),
        "k": ("attention.self.key", size, size),
        "v": ("attention.self.value", size, size),
        "ao": ("attention.output.dense", size, size),
        "fi": ("intermediate.dense", wide, size),
        "fo": ("output.dense", size, wide),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}"
        for short, (name, rows, columns) in linear.items():
            matrix = model.matrix(f"l{layer}.{short}.w", rows, columns)
            yield f"{prefix}.{name}.weight", matrix
            yield f"{prefix}.{name}.bias", model.vector(f"l{layer}.{short}.b", rows)
        for short, name in norms.items():
            yield f"{prefix}.{name}.weight", model.vector(f"l{layer}.{short}.w", size)
            yield f"{prefix}.{name}.bias", model.vector(f"l{layer}.{short}.b", size)


def _export(
    encoder: "BertModel", ids: "torch.Tensor", mask: "torch.Tensor", target: Path
) -> NDArray[np.float32]:
    import torch

    class Pooled(torch.nn.Module):
        """Encoder, mean over the real tokens, unit length."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.encoder(input_ids, attention_mask=attention_mask).last_hidden_state
            weight = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    # The exporter restores the wrapper's mode afterwards: without eval() dropout would stay on.
    wrapper = Pooled().eval()
    with torch.inference_mode():
        reference = wrapper(ids, mask).numpy()
    axes = {0: "batch", 1: "sequence"}
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            wrapper,
            (ids, mask),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={
                "input_ids": axes,
                "attention_mask": axes,
                "sentence_embedding": {0: "batch"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
    return np.asarray(reference, np.float32)


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # It recommends a pre-processing step that a freshly exported graph does not need.
    with _quiet_root_logger():
        quantize_dynamic(
            source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


@contextlib.contextmanager
def _quiet_root_logger() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def _check_graph(
    path: Path,
    ids: NDArray[np.int64],
    mask: NDArray[np.int64],
    reference: NDArray[np.float32],
) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    cosine = float((vectors * reference).sum(axis=1).min())
    if cosine < _LOWEST_COSINE:
        raise ModelFileError(f"the quantised encoder is off: cosine {cosine:.3f}")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
