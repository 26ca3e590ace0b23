package org.echelle.torchscript.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
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
import org.echelle.torchscript.samples.ArraysKind;

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
        ScriptArchive archive = ScriptArchive.open(options.weights());
        archive.obstacle().ifPresent(why -> {
            throw new ScriptException(why);
        });
        Arguments arguments = Arguments.of(archive, options);
        Map<String, HostTensor> example = arguments.named(example(options), options.weights());
        IntFunction<Function<NDManager, Map<String, NDArray>>> batches = n -> manager -> {
            Map<String, NDArray> inputs = new LinkedHashMap<>();
            example.forEach((name, tensor) ->
                    inputs.put(name, Arguments.stacked(java.util.Collections.nCopies(n, tensor), manager)));
            return inputs;
        };
        Places places;
        try {
            places = Places.probed(archive, options, batches, context.device());
        } catch (TorchException e) {
            throw new ScriptException(
                    "The archive cannot be run on the example "
                            + options.example().map(Path::toString).orElse(String.valueOf(options.shape())) + ": "
                            + e.getMessage(),
                    e);
        }
        return new ArchiveSubject(
                archive, options, arguments, example, places, context.device(), "", OptionalLong.empty());
    }

    private static ArraySample example(ArchiveOptions options) {
        if (options.example().isPresent()) {
            Path path = options.example().get();
            return ArraysKind.first(path)
                    .orElseThrow(
                            () -> new ScriptException(
                                    "The example " + path + " is no array file (.npy, .npz, .safetensors);"
                                            + " name one with subject.example, or give the shape of an input with subject.shape."));
        }
        if (options.shape().isEmpty()) {
            throw new ScriptException(
                    "What the archive takes is not written in it; name arrays with subject.example, or give the"
                            + " shape of an input without the batch with subject.shape, such as [3, 224, 224].");
        }
        long[] shape = options.shape().stream().mapToLong(Integer::longValue).toArray();
        int elements = 1;
        for (long size : shape) {
            elements *= (int) size;
        }
        float[] values = new float[elements];
        java.util.Random random = new java.util.Random(0);
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new ArraySample("example", Map.of("0", HostTensor.ofFloats(values, shape)), java.util.Optional.empty());
    }
}
