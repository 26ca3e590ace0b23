package org.echelle.torchscript.samples;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.pictures.Png;
import org.echelle.torch.Checksums;
import org.echelle.torch.HostTensor;
import org.echelle.torchscript.ScriptException;

/** Samples as picture files: one tensor [channels, height, width] each. */
public final class PicturesKind implements SampleKind<PicturesOptions> {
    private static final Pattern ENDING = Pattern.compile("(?i).*\\.(png|jpe?g|bmp|gif)");

    @Override
    public String name() {
        return "pictures";
    }

    @Override
    public String description() {
        return "PNG, JPEG, BMP and GIF files, scaled to the model's size and normalised.";
    }

    @Override
    public Class<PicturesOptions> options() {
        return PicturesOptions.class;
    }

    @Override
    public SampleSource open(PicturesOptions options, OpenContext context) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(options.path())) {
            files = all.filter(f -> ENDING.matcher(f.toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ScriptException("The pictures " + options.path() + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (files.isEmpty()) {
            throw new ScriptException("There is no picture in " + options.path() + ".");
        }
        if (options.channels() != 1 && options.channels() != 3) {
            throw new ScriptException("'channels' must be 1 or 3, not " + options.channels() + ".");
        }
        return TabledSource.named(new Pictures(options, files), options.columns());
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path)
                ? FolderSource.holds(path, ENDING)
                : ENDING.matcher(path.toString()).matches();
    }

    private record Pictures(PicturesOptions options, List<Path> files) implements SampleSource {
        @Override
        public int size() {
            return files.size();
        }

        @Override
        public String id(int index) {
            Path file = files.get(index);
            Path shown = Files.isDirectory(options.path()) ? options.path().relativize(file) : file.getFileName();
            return shown.toString().replace('\\', '/');
        }

        @Override
        public String fingerprint() {
            StringBuilder all =
                    new StringBuilder(options.size() + " " + options.channels() + options.mean() + options.std());
            for (int i = 0; i < files.size(); i++) {
                all.append('\n').append(id(i)).append(' ').append(Checksums.sha256(files.get(i)));
            }
            return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Sample load(int index) {
            int height = options.size().get(0);
            int width = options.size().get(options.size().size() - 1);
            BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            try {
                BufferedImage picture = ImageIO.read(files.get(index).toFile());
                if (picture == null) {
                    throw new BadSampleException("The sample " + id(index) + " is no picture that Java can read.");
                }
                Graphics2D graphics = scaled.createGraphics();
                graphics.setRenderingHint(
                        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
                graphics.drawImage(picture, 0, 0, width, height, null);
                graphics.dispose();
            } catch (IOException e) {
                throw new BadSampleException("The sample " + id(index) + " cannot be read: " + e.getMessage() + ".", e);
            }
            int channels = options.channels();
            float[] values = new float[channels * height * width];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int rgb = scaled.getRGB(x, y);
                    int[] parts = {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
                    for (int c = 0; c < channels; c++) {
                        // weights of ITU-R BT.601 for grey
                        double part = channels == 3 ? parts[c] : 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2];
                        double mean = c < options.mean().size() ? options.mean().get(c) : 0;
                        double std = c < options.std().size() ? options.std().get(c) : 1;
                        values[(c * height + y) * width + x] = (float) ((part / 255 - mean) / std);
                    }
                }
            }
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            tensors.put("0", HostTensor.ofFloats(values, channels, height, width));
            return new ArraySample(id(index), tensors, Optional.of(Png.of(scaled)));
        }
    }
}
