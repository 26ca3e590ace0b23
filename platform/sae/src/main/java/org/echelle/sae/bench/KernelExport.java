package org.echelle.sae.bench;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.sae.JsonFile;
import org.echelle.sae.Optimiser;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.AtomicFiles;

/**
 * The benchmark's steps as TorchScript archives, each with a JSON of what it is called with, so that any Python's
 * {@code torch.jit.load} can run and time them, on a GPU too: {@code platform/sae/gpu/step.py}.
 */
public final class KernelExport {
    private KernelExport() {}

    /**
     * Writes {@code NAME.pt} and {@code NAME.json} for every case of {@link TrainBenchmark}.
     *
     * @return the archives
     * @throws SaeException if the folder cannot be made
     */
    public static List<Path> write(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SaeException("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        List<Path> out = new ArrayList<>();
        for (TrainConfig config : TrainBenchmark.cases()) {
            int width = TrainBenchmark.width(config);
            String name = config.architecture() + "-" + config.precision() + "-d" + width;
            try (Trainer trainer = new Trainer(config, width, Device.cpu())) {
                trainer.begin(List.of(), Progress.SILENT);
                Path archive = folder.resolve(name + ".pt");
                AtomicFiles.write(archive, trainer.kernel.archive());
                JsonFile.write(folder.resolve(name + ".json"), call(config, width, trainer));
                out.add(archive);
            }
        }
        return out;
    }

    private static Map<String, Object> call(TrainConfig config, int width, Trainer trainer) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (Parameter p : trainer.names) {
            parameters.put(p.name(), p.shape());
        }
        Optimiser o = config.optimiser();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("architecture", config.architecture());
        out.put("mode", config.precision());
        out.put("batch", config.batch());
        out.put("width", width);
        out.put("features", config.features());
        out.put("firing", TrainBenchmark.firing(config));
        out.put(
                "work_rows",
                Map.of(
                        "cpu",
                        workRows(trainer, config, Device.cpu()),
                        "cuda",
                        workRows(trainer, config, Device.gpu())));
        out.put("parameters", parameters);
        out.put("numbers", trainer.numbers(1000));
        out.put("learning_rate", config.learningRateAt(1000));
        out.put("beta1", o.beta1());
        out.put("beta2", o.beta2());
        out.put("epsilon", o.epsilon());
        out.put("clip", o.clip());
        out.put("regime", trainer.regime());
        out.put("average", o.average());
        return out;
    }

    private static int workRows(Trainer trainer, TrainConfig config, Device device) {
        return trainer.objective.workRows(SaeKernel.sliceRows(config.batch(), config.features(), device));
    }
}
