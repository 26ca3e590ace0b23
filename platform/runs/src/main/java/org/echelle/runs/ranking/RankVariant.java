package org.echelle.runs.ranking;

import java.util.List;
import org.echelle.steering.Intervention;

/**
 * One pass over all measured users.
 *
 * @param name for tables
 * @param strength of the amplification; NaN for other edits
 * @param draw of the controls, from 1; 0 for what was asked
 * @param interventions put in together
 */
record RankVariant(String name, double strength, int draw, List<Intervention> interventions) {
    /** Whether another is the same edit of other features. */
    boolean controls(RankVariant asked) {
        return draw > 0
                && (Double.compare(strength, asked.strength) == 0)
                && (!Double.isNaN(strength) || asked.name.contains("ablated"));
    }
}
