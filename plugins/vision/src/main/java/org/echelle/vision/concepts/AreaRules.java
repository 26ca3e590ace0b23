package org.echelle.vision.concepts;

/**
 * How areas become labels of sites.
 *
 * @param overlap share of a patch or cell that must be covered; 0 for any overlap
 * @param minKept share of an object's box that must lie in what the network sees
 * @param sites whether sites are labelled (else whole samples)
 */
public record AreaRules(double overlap, double minKept, boolean sites) {
    /** Covered enough; the small margin forgives rounding of real-numbered edges. */
    public boolean covered(double share) {
        return share > 1e-9 && share >= overlap - 1e-9;
    }
}
