package org.echelle.sae.formats;

/** What people put beside a dictionary in the same file. */
final class Extras {
    private Extras() {}

    /** {@code act_mean}: what was taken off the rows before; the dictionary takes it off itself from now on. */
    static void centre(Draft draft) {
        if (!draft.has("act_mean")) {
            return;
        }
        double[] mean = Vectors.doubles(draft.vector("act_mean", draft.width()));
        boolean subtracts = !"none".equals(draft.fact("pre-bias"));
        double[] written = Vectors.doubles(draft.tensor("b_dec"));
        if (!subtracts) {
            draft.put("b_in", Vectors.tensor(mean));
        }
        draft.put("b_dec", Vectors.tensor(Vectors.sum(written, mean)));
        draft.note(
                "The file holds act_mean, the mean that was taken off the rows before; it is folded into b_dec, so that raw"
                        + " rows are taken and given.");
    }
}
