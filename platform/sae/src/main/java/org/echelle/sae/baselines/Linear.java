package org.echelle.sae.baselines;

import org.echelle.sae.Architecture;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Selection;
import org.echelle.sae.StoredDictionary;

/**
 * The baselines: fixed directions, codes the positive parts of the projections; the k largest of a row when k is given, else all. Those
 * whose codes are solved for (nmf, k-means) name a {@link org.echelle.sae.pursuit.Pursuit} in their facts.
 */
record Linear(String name) implements Architecture {
    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(
                stored, stored.k() > 0 ? new Selection.Largest(stored.k()) : new Selection.Above(new float[] {0}));
    }
}
