package org.echelle.sae.select;

/** Which activations of a row are wanted. */
interface Wanted {
    /** They become the scan's hits; returns their number. */
    int of(HostScan scan, int at);

    /** Those that may be wanted, where the scan sees upper bounds. */
    int candidates(HostScan scan, int at, Doubt doubt);

    /** Those of candidates' true activations. */
    int of(HostScan scan, int[] features, float[] values, int from, int to);

    /**
     * Whether nothing else can be wanted.
     *
     * @param hits of true activations
     * @param floor no other upper bound is above it; as integer
     */
    boolean settled(HostScan scan, int hits, int floor);

    /** The k largest positive ones. */
    record Largest(int k) implements Wanted {
        @Override
        public int of(HostScan scan, int at) {
            return scan.largest(at, k);
        }

        @Override
        public int candidates(HostScan scan, int at, Doubt doubt) {
            return scan.candidates(at, k, doubt);
        }

        @Override
        public int of(HostScan scan, int[] features, float[] values, int from, int to) {
            return scan.keep(scan.replace(features, values, from, to, 0), k);
        }

        @Override
        public boolean settled(HostScan scan, int hits, int floor) {
            return floor <= Doubt.bitsBelow(scan.least(hits, k));
        }
    }

    /** Those above a value, which is not below 0. */
    record Above(float least) implements Wanted {
        @Override
        public int of(HostScan scan, int at) {
            return scan.above(at, least);
        }

        @Override
        public int candidates(HostScan scan, int at, Doubt doubt) {
            return scan.above(at, Doubt.below(least));
        }

        @Override
        public int of(HostScan scan, int[] features, float[] values, int from, int to) {
            return scan.replace(features, values, from, to, least);
        }

        @Override
        public boolean settled(HostScan scan, int hits, int floor) {
            return floor <= Doubt.bitsBelow(least);
        }
    }
}
