package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.Architecture;
import org.echelle.sae.Architectures;

/** The architectures that are trained, one class each. */
public final class TrainedArchitectures implements Architectures.Source {
    @Override
    public List<Architecture> architectures() {
        return List.of(
                new TopK(),
                new BatchTopK(),
                new Matryoshka(),
                new Archetypal(),
                new JumpRelu(),
                new Gated(),
                new ReluL1(),
                new April(),
                new PAnneal(),
                new Msae(),
                new HierarchicalTopK(),
                new AbsTopK(),
                new Ort(),
                new Kron(),
                new Transcoder(),
                new SkipTranscoder(),
                new Crosscoder());
    }
}
