package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Parameters;
import org.echelle.protein.esm.EsmLayout.Part;
import org.echelle.protein.subject.SequenceNetwork;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.protein.subject.Tokenizer;

/** ESM-2 as a subject sees it: its hook points and its facts. */
final class EsmNetwork implements SequenceNetwork {
    private final EsmConfig config;
    private final List<String> ignored;
    private final EsmTransformer network;

    /** @param ignored names in the file that are not run, such as a contact head's */
    EsmNetwork(EsmConfig config, List<String> ignored, Parameters parameters) {
        this.config = config;
        this.ignored = ignored;
        network = new EsmTransformer(config, parameters);
    }

    @Override
    public NDList forward(NDArray tokens, Tap tap) {
        return network.forward(tokens, tap);
    }

    @Override
    public List<HookPoint> hookPoints() {
        EsmLayout layout = config.layout();
        String last = layout.name(Part.FINAL_NORM, 0);
        int count = config.layers();
        List<HookPoint> hooks = new ArrayList<>();
        hooks.add(hook(
                EsmTransformer.EMBEDDINGS,
                "token embeddings as the first layer reads them (hidden_states[0] of Hugging Face)"));
        for (int i = 0; i < count; i++) {
            hooks.add(hook(layout.name(Part.ATTENTION, i), "attention output of layer " + i + ", before it is added"));
            hooks.add(hook(layout.name(Part.MLP_OUT, i), "MLP output of layer " + i + ", before it is added"));
            hooks.add(hook(layout.name(Part.LAYER, i), residual(i, last)));
        }
        hooks.add(hook(
                last,
                "residual stream after the final norm (hidden_states[" + count + "] of Hugging Face; InterPLM: layer "
                        + count + "; BioNeMo: layer " + (count - 1) + ")"));
        return hooks;
    }

    /** Others count otherwise: InterPLM from 1, BioNeMo and plm-sae from 0; and what they call the last layer is not one thing. */
    private String residual(int layer, String last) {
        String text = "residual stream after layer " + layer;
        if (layer == config.layers() - 1) {
            return text + ", before the final norm (plm-sae: layer " + layer + "; InterPLM and BioNeMo read " + last
                    + " instead)";
        }
        return text + " (hidden_states[" + (layer + 1) + "] of Hugging Face; InterPLM: layer " + (layer + 1)
                + "; BioNeMo, plm-sae: layer " + layer + ")";
    }

    private HookPoint hook(String name, String description) {
        return new HookPoint(
                name, config.width(), HookPoint.Layout.WIDTH_LAST, List.of(SequenceSubject.RESIDUE), description);
    }

    @Override
    public Tokenizer tokenizer() {
        return EsmVocabulary.ESM2;
    }

    @Override
    public List<TensorSpec> outputs() {
        List<TensorSpec> outputs = new ArrayList<>();
        outputs.add(
                config.head()
                        ? new TensorSpec(
                                SequenceSubject.LOGITS,
                                List.of(-1L, -1L, (long) EsmVocabulary.TOKENS.size()),
                                "unnormalised log-probabilities of the token at each position; zeros at padding")
                        : new TensorSpec(
                                SequenceSubject.REPRESENTATIONS,
                                List.of(-1L, -1L, (long) config.width()),
                                "residual stream after the final norm (these weights have no masked-LM head); zeros at padding"));
        if (config.contacts()) {
            outputs.add(new TensorSpec(
                    "contacts",
                    List.of(-1L, -1L, -1L),
                    "probability that two residues touch, special tokens left out; zeros at padding"));
        }
        return outputs;
    }

    @Override
    public List<String> outputNames() {
        return config.head() ? EsmVocabulary.TOKENS : List.of();
    }

    @Override
    public int predictingPosition(int residue) {
        return residue + 1;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "ESM-2, " + config.layers() + " layers, width " + config.width() + ", " + config.heads()
                        + " heads, MLP " + config.mlpWidth());
        facts.put("layout", config.layout().title());
        facts.put(
                "tokens",
                EsmVocabulary.TOKENS.size()
                        + ": <cls>, the residues, <eos>; J becomes <unk>; trained on up to 1022 residues");
        facts.put(
                "details",
                String.format(
                        Locale.ROOT,
                        "rotary positions, gelu, norm eps %.0e, token-dropout scale %s, %s",
                        config.normEps(),
                        config.tokenDropout() ? "0.88 / (1 - share of masks)" : "left out",
                        !config.head()
                                ? "no masked-LM head"
                                : config.tied() ? "masked-LM head with tied embedding" : "masked-LM head"));
        if (!ignored.isEmpty()) {
            facts.put("not run", String.join(", ", ignored));
        }
        return facts;
    }
}
