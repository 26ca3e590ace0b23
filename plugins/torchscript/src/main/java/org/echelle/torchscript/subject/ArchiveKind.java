package org.echelle.torchscript.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchException;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torchscript.ScriptException;
import org.echelle.torchscript.samples.ArraySample;
import org.echelle.torchscript.samples.Examples;

/** Any archive of {@code torch.jit.save}; hook points are its submodules, found by running it on an example. */
public final class ArchiveKind implements SubjectKind<ArchiveOptions> {
    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String description() {
        return "A model saved with torch.jit.save, scripted or traced; hook points are the outputs and inputs of its submodules.";
    }

    @Override
    public Class<ArchiveOptions> options() {
        return ArchiveOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return ScriptArchive.isOne(weights);
    }

    @Override
    public Subject open(ArchiveOptions options, OpenContext context) {
        ScriptArchive archive = ScriptArchive.openToTap(options.weights());
        Arguments arguments = Arguments.of(archive, options);
        Map<String, HostTensor> example = arguments.named(example(options), options.weights());
        IntFunction<Function<NDManager, Map<String, NDArray>>> batches = n -> manager -> {
            Map<String, NDArray> inputs = new LinkedHashMap<>();
            example.forEach(
                    (name, tensor) -> inputs.put(name, Arguments.stacked(Collections.nCopies(n, tensor), manager)));
            return inputs;
        };
        Places places;
        try {
            places = Places.probed(archive, options, batches, context.device());
        } catch (TorchException e) {
            throw new ScriptException(
                    "An input of the shape "
                            + Arrays.toString(example.values().iterator().next().shape())
                            + (options.shape().isEmpty()
                                    ? options.example()
                                            .map(p -> ", as of " + p + ",")
                                            .orElse("")
                                    : "")
                            + " cannot go through the archive: " + e.getMessage()
                            + " If it is no sample of this model, give the shape of one, without the batch, with subject.shape.",
                    e);
        }
        return new ArchiveSubject(
                archive, options, arguments, example, places, context.device(), "", OptionalLong.empty());
    }

    /** A sample's first input: the shape that is named, else the first of the samples; of a picture what the samples' kind makes of it. */
    private static ArraySample example(ArchiveOptions options) {
        if (!options.shape().isEmpty()) {
            return noise(options.shape().stream().mapToLong(Integer::longValue).toArray());
        }
        if (options.example().isEmpty()) {
            throw new ScriptException(
                    "What the archive takes is not written in it; name arrays with subject.example, or give the"
                            + " shape of an input without the batch with subject.shape, such as [3, 224, 224].");
        }
        Path path = options.example().get();
        return Examples.first(path)
                .or(() -> Examples.shape(path).map(ArchiveKind::noise))
                .orElseThrow(() -> new ScriptException(
                        "The example " + path + " is no array file (.npy, .npz, .safetensors), table or picture;"
                                + " name one with subject.example, or give the shape of an input with subject.shape."));
    }

    private static ArraySample noise(long[] shape) {
        int elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(size));
        }
        float[] values = new float[elements];
        Random random = new Random(0);
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new ArraySample("example", Map.of("0", HostTensor.ofFloats(values, shape)), Optional.empty());
    }
}
