package org.echelle.runs.evaluation;

/**
 * What became of the subject's output when something stood in the activation's place, sample by sample; empty arrays where it could not
 * be run.
 *
 * @param output name of the output
 * @param groups {@code [samples]}
 * @param reconstructed {@code [samples]} squared distance of the output from the original one, with the reconstruction
 * @param ablated the same with the mean row of the selection side
 * @param reconstructedDivergence {@code [samples]} KL(original || changed) in nats where the output is logits; else empty
 * @param ablatedDivergence the same with the mean row
 * @param reconstructedSame {@code [samples]} 1 where the most probable class stays; empty where the output is no logits
 * @param ablatedSame the same with the mean row
 * @param because why it could not be run; empty when it was
 */
public record Downstream(
        String output,
        String[] groups,
        double[] reconstructed,
        double[] ablated,
        double[] reconstructedDivergence,
        double[] ablatedDivergence,
        double[] reconstructedSame,
        double[] ablatedSame,
        String because) {
    /** It could not be run; {@code because} goes on after "not defined, because". */
    public static Downstream undefined(String because) {
        double[] none = {};
        return new Downstream("", new String[0], none, none, none, none, none, none, because);
    }
}
