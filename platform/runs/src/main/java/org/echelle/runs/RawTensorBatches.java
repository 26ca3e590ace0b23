package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.echelle.api.Subject;
import org.echelle.api.TensorSpec;
import org.echelle.torch.Checksums;
import org.echelle.torch.Safetensors;

/**
 * Input tensors from a safetensors file, under the subject's own input names and past its preprocessing, so that a subject can be
 * held against any other implementation.
 */
final class RawTensorBatches implements Batches, AutoCloseable {
    private final Safetensors file;
    private final List<String> names = new ArrayList<>();
    private final String fingerprint;
    private final int size;

    RawTensorBatches(Path path, Subject subject, int limit) {
        file = Safetensors.open(path);
        try {
            long samples = -1;
            for (TensorSpec input : subject.inputs()) {
                String name = nameOf(input, subject, path);
                long[] shape = file.entry(name).shape();
                check(path, name, shape, input);
                if (samples >= 0 && shape[0] != samples) {
                    throw new RunException(path + ": the tensors hold different numbers of samples (" + samples
                            + " and " + shape[0] + ").");
                }
                samples = shape[0];
                names.add(name);
            }
            size = (int) (limit == 0 ? samples : Math.min(limit, samples));
            fingerprint = Checksums.sha256(path);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private String nameOf(TensorSpec input, Subject subject, Path path) {
        if (file.names().contains(input.name())) {
            return input.name();
        }
        String numbered = numbered(input, subject);
        if (file.names().contains(numbered)) {
            return numbered;
        }
        // a file with one tensor for a subject with one input leaves no doubt
        if (subject.inputs().size() == 1 && file.names().size() == 1) {
            return file.names().iterator().next();
        }
        throw new RunException(path + " has no tensor '" + input.name() + "'; the subject's inputs are "
                + subject.inputs().stream().map(TensorSpec::name).collect(Collectors.joining(", "))
                + ", the file holds "
                + String.join(", ", file.names()) + ".");
    }

    /** What an input is called by files that number them: input.0, and input.1.mask for a part of the second. */
    private static String numbered(TensorSpec input, Subject subject) {
        List<String> heads = subject.inputs().stream()
                .map(i -> i.name().replaceAll("\\..*", ""))
                .distinct()
                .toList();
        String head = input.name().replaceAll("\\..*", "");
        return "input." + heads.indexOf(head) + input.name().substring(head.length());
    }

    private static void check(Path path, String name, long[] shape, TensorSpec input) {
        List<Long> wanted = input.shape();
        boolean fits = shape.length == wanted.size();
        for (int i = 1; fits && i < shape.length; i++) {
            fits = wanted.get(i) < 0 || wanted.get(i) == shape[i];
        }
        if (!fits) {
            throw new RunException(path + ": the tensor '" + name + "' has shape " + java.util.Arrays.toString(shape)
                    + "; the subject takes " + wanted + " (-1: any size).");
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Optional<Batch> load(int[] samples, NDManager parent) {
        NDManager owner = parent.newSubManager();
        try {
            NDList inputs = new NDList();
            for (String name : names) {
                inputs.add(gather(name, samples, owner));
            }
            return Optional.of(new Batch(samples.clone(), inputs, owner));
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private NDArray gather(String name, int[] samples, NDManager owner) {
        if (samples[samples.length - 1] - samples[0] == samples.length - 1) {
            return file.rows(name, samples[0], samples.length).toArray(owner);
        }
        try (NDManager parts = owner.newSubManager()) {
            NDList rows = new NDList();
            for (int sample : samples) {
                rows.add(file.rows(name, sample, 1).toArray(parts));
            }
            NDArray all = NDArrays.concat(rows);
            all.attach(owner);
            return all;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
