package org.echelle.analysis.naming;

import java.util.Locale;

/** A sentence from the card's own figures, no model asked. */
public final class PlainDescriber implements Describer {
    @Override
    public String name() {
        return "concepts";
    }

    @Override
    public String describe(FeatureCard card) {
        if (card.meanings().isEmpty()) {
            return "No concept fits this feature.";
        }
        FeatureCard.Meaning m = card.meanings().get(0);
        FeatureCard.Confidence c = card.confidence();
        String lead = c.verified()
                ? "Fires on " + m.name()
                : c.positives() == 0 ? "Perhaps " + m.name() : "Leans to " + m.name() + ", not verified";
        return String.format(
                Locale.ROOT,
                "%s: %.0f %% of the samples above its threshold have it (%.1f times the base rate), and it finds %.0f %% of"
                        + " those that do.",
                lead,
                100 * m.precision(),
                m.lift(),
                100 * m.recall());
    }
}
