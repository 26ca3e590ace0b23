package org.echelle.vision.subject;

import java.util.Arrays;
import java.util.Set;
import org.echelle.torch.Weights;

/** Shapes of weights by name, for inferring an architecture. */
final class WeightShapes {
    private final Weights weights;
    private final String what;

    /** @param what names the architecture in messages */
    WeightShapes(Weights weights, String what) {
        this.weights = weights;
        this.what = what;
    }

    Set<String> names() {
        return weights.names();
    }

    boolean has(String name) {
        return weights.names().contains(name);
    }

    /**
     * The shape of a parameter that nothing can be inferred without.
     *
     * @param ranks the numbers of dimensions that make sense
     */
    long[] of(String name, int... ranks) {
        if (!has(name)) {
            throw new SubjectException(
                    "The weights in " + weights.path() + " look like " + what + " but have no parameter " + name
                            + ", so its sizes cannot be inferred; the file may be incomplete.");
        }
        long[] shape = weights.tensor(name).shape();
        if (Arrays.stream(ranks).noneMatch(r -> r == shape.length)) {
            throw new SubjectException("The parameter " + name + " in " + weights.path() + " has the shape "
                    + Arrays.toString(shape) + ", which is none of " + what + ".");
        }
        return shape;
    }

    /** The number of blocks: one more than the last number for which the name exists. */
    int count(String template) {
        int n = 0;
        while (has(template.replace("%d", Integer.toString(n)))) {
            n++;
        }
        return n;
    }

    /** What these weights seem to be, for somebody who chose the wrong kind. */
    String looks() {
        boolean vit = Arrays.stream(ViTLayout.values())
                .anyMatch(l -> l.prefix(weights.names()).isPresent());
        boolean resnet = weights.names().stream().anyMatch(n -> n.endsWith("layer1.0.conv1.weight"));
        if (resnet && !vit) {
            return "the names look like a ResNet; use kind: resnet";
        }
        if (vit && !resnet) {
            return "the names look like a ViT; use kind: vit";
        }
        String few =
                String.join(", ", weights.names().stream().sorted().limit(6).toList());
        return "the names look like no architecture that this plugin knows (they begin " + few + ")";
    }
}
