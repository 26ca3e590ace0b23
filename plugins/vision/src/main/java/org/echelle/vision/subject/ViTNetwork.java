package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.nn.Parameters;
import org.echelle.vision.subject.PictureSubject.Network;
import org.echelle.vision.subject.PictureSubject.Place;
import org.echelle.vision.subject.ViTLayout.Part;

/** A ViT as a subject sees it: its hook points and its facts. */
final class ViTNetwork implements Network {
    private final ViTConfig config;
    private final VisionTransformer network;

    ViTNetwork(ViTConfig config, Parameters parameters) {
        this.config = config;
        network = new VisionTransformer(config, parameters);
    }

    @Override
    public NDArray forward(NDArray pixels, Tap tap) {
        return network.forward(pixels, tap);
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            places.add(
                    tokens(config.path(Part.ATTENTION, i), "attention output of block " + i + ", before it is added"));
            places.add(tokens(config.path(Part.MLP, i), "MLP output of block " + i + ", before it is added"));
            places.add(tokens(config.path(Part.BLOCK, i), "residual stream after block " + i));
        }
        if (config.finalNorm()) {
            places.add(tokens(config.path(Part.FINAL_NORM), "all tokens after the final norm"));
        }
        if (config.pooledNorm()) {
            HookPoint hook = hook(config.path(Part.POOLED_NORM), "pooled vector after the final norm");
            places.add(new Place(hook, 1, 0, 0));
        }
        return places;
    }

    private Place tokens(String name, String description) {
        return new Place(hook(name, description), config.leading(), config.rows(), config.columns());
    }

    private HookPoint hook(String name, String description) {
        List<Axis> axes = List.of(new Axis("y", config.rows()), new Axis("x", config.columns()));
        return new HookPoint(name, config.width(), HookPoint.Layout.WIDTH_LAST, axes, description);
    }

    @Override
    public int outputs() {
        return config.outputs();
    }

    @Override
    public boolean classifies() {
        return config.classifies();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "ViT, " + config.depth() + " blocks, width " + config.width() + ", " + config.heads() + " heads, "
                        + (config.gatedMlp() ? "gated " : "") + "MLP " + config.mlpWidth() + ", patches of "
                        + config.patch()
                        + " on " + config.imageHeight() + " x " + config.imageWidth());
        facts.put("layout", config.layout().title());
        facts.put(
                "tokens",
                (config.classToken() ? "class token, " : "")
                        + (config.registers() > 0 ? config.registers() + " registers, " : "")
                        + config.rows() * config.columns() + " patches");
        facts.put(
                "details",
                String.format(
                        Locale.ROOT,
                        "attention scale %.6g, %s, norm eps %.0e",
                        config.attentionScale(),
                        config.activation().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        config.normEps()));
        return facts;
    }
}
