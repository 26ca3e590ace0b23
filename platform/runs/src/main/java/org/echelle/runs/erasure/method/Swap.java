package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;

/**
 * Samples of the target are asked for another class, that with which the judge confuses it most or a given one, or guidance leads them
 * away from the target, or both. Samples that ask for something else are left alone: who is asked must know what is unwanted, so that
 * retention is lost by none of this.
 */
record Swap() implements ErasureMethod {
    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String sentence() {
        return "samples of the class are asked for another one, or guided away from it, or both";
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
        List<Trial> trials = new ArrayList<>();
        trials.add(trial(material, material.instead(), false));
        if (material.single().filter(target -> guided(material, target)).isPresent()) {
            trials.add(trial(material, material.instead(), true));
            trials.add(trial(material, "", true));
        }
        return trials;
    }

    private static boolean guided(Material material, String target) {
        try {
            material.maker().avoiding(material.maker().sample("", target, 0), target);
            return true;
        } catch (EchelleException e) {
            return false; // a subject without guidance says so in this way
        }
    }

    private Trial trial(Material material, String instead, boolean away) {
        String setting = (instead.isEmpty() ? "ask for nothing" : "ask for " + instead)
                + (away ? ", guided away from " + material.target().name() : "");
        return Trial.asking(name(), setting, (maker, ask) -> {
            if (!material.target().has(ask.shows())) {
                return Trial.Request.PLAIN.of(maker, ask);
            }
            String wanted = instead.isEmpty()
                    ? ""
                    : Phrase.with(ask.condition(), material.target().names(), instead);
            return asked(maker, ask, wanted, away ? material.single() : Optional.empty());
        });
    }

    private static Sample asked(PictureMaker maker, Ask ask, String wanted, Optional<String> unwanted) {
        Sample sample = maker.sample(ask.id(), wanted, ask.seed());
        return unwanted.map(u -> maker.avoiding(sample, u)).orElse(sample);
    }
}
