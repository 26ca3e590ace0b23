package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.nn.Activation;
import org.echelle.nn.BatchNorm2d;
import org.echelle.nn.Conv2d;
import org.echelle.nn.ConvNorm;
import org.echelle.nn.Parameters;

/** {@code relu(branch(x) + shortcut(x))}; the branch has two 3 x 3 convolutions, or three (1, 3, 1). */
final class ResNetBlock {
    private final ResNetConfig.Block config;
    private final List<ConvNorm> branch = new ArrayList<>();
    private final ConvNorm projection; // null for the identity and for option A

    ResNetBlock(ResNetConfig.Block config, double eps, Parameters parameters) {
        this.config = config;
        Parameters p = parameters.at(config.path());
        int in = config.in();
        int inner = config.inner();
        int out = config.out();
        int stride = config.stride();
        if (config.bottleneck()) {
            // torchvision puts the stride on the 3 x 3 convolution ("v1.5")
            branch.add(unit(p, 1, new Conv2d(p.at("conv1"), in, inner, 1, 1, 0, false), inner, eps));
            branch.add(unit(
                    p,
                    2,
                    new Conv2d(p.at("conv2"), inner, inner, 3, stride, 1, 1, config.groups(), false),
                    inner,
                    eps));
            branch.add(unit(p, 3, new Conv2d(p.at("conv3"), inner, out, 1, 1, 0, false), out, eps));
        } else {
            branch.add(unit(p, 1, new Conv2d(p.at("conv1"), in, inner, 3, stride, 1, false), inner, eps));
            branch.add(unit(p, 2, new Conv2d(p.at("conv2"), inner, out, 3, 1, 1, false), out, eps));
        }
        if (config.shortcut().isEmpty()) {
            projection = null;
        } else {
            Parameters s = p.at(config.shortcut());
            projection = new ConvNorm(
                    p, new Conv2d(s.at("0"), in, out, 1, stride, 0, false), new BatchNorm2d(s.at("1"), out, eps));
        }
    }

    private static ConvNorm unit(Parameters p, int number, Conv2d conv, int width, double eps) {
        return new ConvNorm(p, conv, new BatchNorm2d(p.at("bn" + number), width, eps));
    }

    /** Runs the block on {@code [batch, in, height, width]}. */
    NDArray forward(NDArray x) {
        NDArray y = branch.get(0).forward(x);
        for (ConvNorm next : branch.subList(1, branch.size())) {
            try (NDArray normal = y;
                    NDArray active = Activation.RELU.forward(normal)) {
                y = next.forward(active);
            }
        }
        if (projection == null && !config.padded()) {
            return joined(y, x);
        }
        try (NDArray shortcut = projection == null ? padded(x) : projection.forward(x)) {
            return joined(y, shortcut);
        }
    }

    private static NDArray joined(NDArray y, NDArray shortcut) {
        try (NDArray branch = y;
                NDArray sum = branch.add(shortcut)) {
            return Activation.RELU.forward(sum);
        }
    }

    private NDArray padded(NDArray x) {
        int step = config.stride();
        NDIndex every = new NDIndex(":, :, ::" + step + ", ::" + step);
        int before = (config.out() - config.in()) / 2;
        int after = config.out() - config.in() - before;
        try (NDArray sub = x.get(every)) {
            Shape s = sub.getShape();
            try (NDArray first = x.getManager().zeros(new Shape(s.get(0), before, s.get(2), s.get(3)));
                    NDArray last = x.getManager().zeros(new Shape(s.get(0), after, s.get(2), s.get(3)))) {
                return NDArrays.concat(new NDList(first, sub, last), 1);
            }
        }
    }
}
