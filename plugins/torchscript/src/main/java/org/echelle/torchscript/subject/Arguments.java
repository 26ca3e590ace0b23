package org.echelle.torchscript.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.echelle.api.BadSampleException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptMethod;
import org.echelle.torchscript.ScriptException;
import org.echelle.torchscript.samples.ArraySample;

/** Which argument of a method each tensor of a sample is given to. */
final class Arguments {
    private final List<String> parameters;
    private final List<String> chosen;

    private Arguments(List<String> parameters, List<String> chosen) {
        this.parameters = parameters;
        this.chosen = chosen;
    }

    static Arguments of(ScriptArchive archive, ArchiveOptions options) {
        ScriptMethod method = archive.method(options.method());
        return new Arguments(
                method.parameters().stream().map(ScriptMethod.Parameter::name).toList(), options.arguments());
    }

    /** A sample's tensors by the names of arguments, in the order of the file. */
    Map<String, HostTensor> named(ArraySample sample, Path weights) {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        boolean byName =
                sample.tensors().keySet().stream().allMatch(n -> parameters.contains(n.replaceAll("\\..*", "")));
        int at = 0;
        for (Map.Entry<String, HostTensor> tensor : sample.tensors().entrySet()) {
            String name = !chosen.isEmpty() && at < chosen.size() ? chosen.get(at) : byName ? tensor.getKey() : "";
            if (name.isEmpty()) {
                // what PyTorch's traces call input.0, and a file with one tensor whatever it is called
                String number = tensor.getKey().replaceAll("^input[._]?", "");
                boolean place = number.matches("\\d{1,3}(\\..*)?");
                if (!place && sample.tensors().size() > 1) {
                    throw new ScriptException("The tensor " + tensor.getKey()
                            + " is no argument of the model, which takes " + String.join(", ", parameters)
                            + "; name the arguments in order with subject.arguments.");
                }
                int dot = place ? number.indexOf('.') : -1;
                int index = place ? Integer.parseInt(dot < 0 ? number : number.substring(0, dot)) : at;
                if (index >= parameters.size()) {
                    throw new ScriptException("A sample has " + sample.tensors().size()
                            + " tensors, and the model takes " + parameters.size() + " ("
                            + String.join(", ", parameters) + ") in " + weights + ".");
                }
                name = parameters.get(index) + (dot < 0 ? "" : number.substring(dot));
            }
            out.put(name, tensor.getValue());
            at++;
        }
        return out;
    }

    /** Tensors of one shape as an array with the batch in front. */
    static NDArray stacked(List<HostTensor> tensors, NDManager manager) {
        HostTensor first = tensors.get(0);
        long[] shape = first.shape();
        long[] all = new long[shape.length + 1];
        all[0] = tensors.size();
        System.arraycopy(shape, 0, all, 1, shape.length);
        int bytes = first.data().remaining();
        ByteBuffer data =
                ByteBuffer.allocate(Math.multiplyExact(bytes, tensors.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (HostTensor tensor : tensors) {
            if (!Arrays.equals(tensor.shape(), shape) || tensor.type() != first.type()) {
                throw new ScriptException(
                        "Samples of the shapes " + Arrays.toString(shape) + " and " + Arrays.toString(tensor.shape())
                                + " cannot go through the model together; set extract.batch to 1.");
            }
            data.put(tensor.data());
        }
        return new HostTensor(first.type(), all, data.flip()).toArray(manager);
    }

    /** Refuses a sample whose tensors are others than the example's. */
    static void requireSame(Map<String, HostTensor> example, Map<String, HostTensor> sample, String id) {
        if (!example.keySet().equals(sample.keySet())) {
            throw new BadSampleException("The sample " + id + " has the tensors " + new TreeSet<>(sample.keySet())
                    + " in place of " + new TreeSet<>(example.keySet()) + ".");
        }
    }
}
