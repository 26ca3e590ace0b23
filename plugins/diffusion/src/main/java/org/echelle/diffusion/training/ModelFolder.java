package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.SafetensorsWriter;

/**
 * A trained network as diffusers lays it out: {@code model_index.json} (what is in the folder, names of the classes), the network's folder
 * with {@code config.json} and {@code diffusion_pytorch_model.safetensors}, {@code scheduler/scheduler_config.json}; and {@code
 * metrics.json}. Where the network reads captions, its text encoder and tokenizer lie beside it. All is written aside and takes its place at the end, so that a folder with a {@code model_index.json} is whole.
 */
final class ModelFolder {
    private static final String ASIDE = ".unfinished";
    private static final String INDEX = "model_index.json";

    private ModelFolder() {}

    static void write(
            Path folder,
            Trainee network,
            Map<String, NDArray> weights,
            List<String> classes,
            Map<String, Object> scheduler,
            boolean half,
            Map<String, Object> metrics) {
        Map<String, HostTensor> own = new LinkedHashMap<>();
        weights.forEach((name, array) -> own.put(name, HostTensor.of(array)));
        Path aside = folder.resolve(ASIDE);
        Path part = aside.resolve(network.folder());
        try {
            Files.createDirectories(part);
            Files.createDirectories(aside.resolve("scheduler"));
            SafetensorsWriter.write(
                    part.resolve("diffusion_pytorch_model.safetensors"),
                    stored(network.published(own), half),
                    Map.of("format", "pt"));
            JsonFiles.write(part.resolve("config.json"), network.config());
            JsonFiles.write(aside.resolve("scheduler").resolve("scheduler_config.json"), scheduler);
            JsonFiles.write(aside.resolve("metrics.json"), metrics);
            Map<String, List<String>> beside = network.writeBeside(aside, stored(own, half));
            JsonFiles.write(aside.resolve(INDEX), index(network, scheduler, beside, classes));
            List<String> names = new ArrayList<>(beside.keySet());
            names.addAll(List.of(network.folder(), "scheduler", "metrics.json", INDEX));
            for (String name : names) {
                Files.move(aside.resolve(name), folder.resolve(name));
            }
        } catch (IOException e) {
            throw new DiffusionException("The model cannot be written to " + folder + ": " + e.getMessage() + ".", e);
        } finally {
            remove(aside);
        }
    }

    private static Map<String, HostTensor> stored(Map<String, HostTensor> tensors, boolean half) {
        if (!half) {
            return tensors;
        }
        Map<String, HostTensor> halved = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> halved.put(name, tensor.as(ElementType.F16)));
        return halved;
    }

    private static Map<String, Object> index(
            Trainee network, Map<String, Object> scheduler, Map<String, List<String>> beside, List<String> classes) {
        Map<String, Object> names = new LinkedHashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            names.put(Integer.toString(i), classes.get(i));
        }
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("_class_name", "DiffusionPipeline");
        index.put(network.folder(), List.of("diffusers", network.config().get("_class_name")));
        index.putAll(beside);
        index.put("scheduler", List.of("diffusers", scheduler.get("_class_name")));
        if (!names.isEmpty()) {
            index.put("id2label", names);
        }
        return index;
    }

    private static void remove(Path aside) {
        try (Stream<Path> files = Files.walk(aside)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new DiffusionException("The folder " + aside + " cannot be removed; remove it by hand.", e);
        }
    }
}
