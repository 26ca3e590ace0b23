package org.echelle.sae.baselines;

import java.util.List;
import java.util.stream.Stream;
import org.echelle.sae.Architecture;
import org.echelle.sae.Architectures;

/** The baselines' names, so that a saved baseline can be opened. */
public final class BaselineArchitectures implements Architectures.Source {
    @Override
    public List<Architecture> architectures() {
        return Stream.of("pca", "ica", "nmf", "k-means", "random", "neurons")
                .<Architecture>map(Linear::new)
                .toList();
    }
}
