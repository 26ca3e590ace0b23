package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.Optional;

/** Guidance of every sample leads away from the class in place of nothing (a negative prompt). */
record NegativeCondition() implements ErasureMethod {
    @Override
    public String name() {
        return "negative";
    }

    @Override
    public String sentence() {
        return "guidance of every sample leads away from the class";
    }

    @Override
    public boolean baseline() {
        return true;
    }

    @Override
    public Optional<String> unfit(Material material) {
        return material.unaskable()
                .or(() -> material.single().isEmpty()
                        ? Optional.of("Guidance leads away from one thing at a time; erase the classes each by itself.")
                        : Optional.empty());
    }

    @Override
    public List<Trial> trials(Material material) {
        String unwanted = material.single().orElseThrow();
        return List.of(Trial.asking(
                name(),
                "instead of nothing",
                (maker, ask) -> maker.avoiding(Trial.Request.PLAIN.of(maker, ask), unwanted)));
    }
}
