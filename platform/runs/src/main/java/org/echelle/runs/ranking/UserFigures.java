package org.echelle.runs.ranking;

import java.util.BitSet;
import java.util.List;
import org.echelle.analysis.ranking.ItemOrder;

/**
 * What one ranking gives one user.
 *
 * @param exposure {@code [attribute]} share of the shown places that items with it hold
 * @param meanRank mean place of the target's items; NaN where none may be ranked
 * @param nextRank place of the item that came next; 0 where nobody knows it or it may not be ranked
 * @param best the shown columns, best first
 */
record UserFigures(double[] exposure, double meanRank, int nextRank, int[] best) {
    static UserFigures of(ItemOrder order, List<BitSet> attributes, int target, int next, int top) {
        double[] exposure = new double[attributes.size()];
        for (int a = 0; a < exposure.length; a++) {
            exposure[a] = order.exposure(attributes.get(a), top);
        }
        return new UserFigures(
                exposure, order.meanRank(attributes.get(target)), next < 0 ? 0 : order.rank(next), order.top(top));
    }
}
