package org.echelle.sae.select;

/** Which activations of a row are wanted. */
interface Wanted {
    /** They become the scan's hits; returns their number. */
    int of(HostScan scan, int at);

    /** Whether that needs the groups' maxima. */
    default boolean grouped() {
        return true;
    }

    /** Those that may be wanted, where the scan sees upper bounds. */
    int candidates(HostScan scan, int at, Doubt doubt);

    /** Those of candidates' true activations. */
    int of(HostScan scan, int[] features, float[] values, int from, int to);

    /** What remains of true activations once they are settled; returns the number of hits. */
    default int last(HostScan scan, int hits) {
        return hits;
    }

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

    /** Of the k largest positive ones, those of some features. */
    record Among(int k, int... features) implements Wanted {
        @Override
        public int of(HostScan scan, int at) {
            return scan.among(at, k, features);
        }

        @Override
        public boolean grouped() {
            return false;
        }

        @Override
        public int candidates(HostScan scan, int at, Doubt doubt) {
            return new Largest(k).candidates(scan, at, doubt);
        }

        @Override
        public int of(HostScan scan, int[] theirs, float[] values, int from, int to) {
            return new Largest(k).of(scan, theirs, values, from, to);
        }

        @Override
        public boolean settled(HostScan scan, int hits, int floor) {
            return new Largest(k).settled(scan, hits, floor);
        }

        @Override
        public int last(HostScan scan, int hits) {
            return scan.only(hits, features);
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
