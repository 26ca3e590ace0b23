package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.Optional;

/** Samples of the target are asked for nothing. They alone change: who is asked must know what is unwanted. */
record AskNothing() implements ErasureMethod {
    @Override
    public String name() {
        return "ask-nothing";
    }

    @Override
    public String sentence() {
        return "samples of the class are asked for nothing";
    }

    @Override
    public boolean baseline() {
        return true;
    }

    @Override
    public Optional<String> unfit(Material material) {
        return material.unaskable();
    }

    @Override
    public List<Trial> trials(Material material) {
        return List.of(Trial.asking(
                name(),
                "in place of the class",
                (maker, ask) -> material.target().has(ask.shows())
                        ? maker.sample(ask.id(), "", ask.seed())
                        : Trial.Request.PLAIN.of(maker, ask)));
    }
}
