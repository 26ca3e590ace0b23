package org.echelle.sae.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.echelle.sae.SaeException;
import org.echelle.torch.AtomicFiles;

/** What will be written, known to be possible: tensors are made only when it is. */
final class Export {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final List<String> notes = new ArrayList<>();
    private final Consumer<Path> writer;

    private Export(Consumer<Path> writer) {
        this.writer = writer;
    }

    /** @param writer gets an existing folder */
    static Export folder(Consumer<Path> writer) {
        return new Export(target -> {
            if (Files.isRegularFile(target)) {
                throw new SaeException(target + " is a file; this format is a folder of files, so name a folder.");
            }
            make(target);
            writer.accept(target);
        });
    }

    /**
     * One file.
     *
     * @param name its name where the target is a folder
     * @param writer gets the file's name, in an existing folder
     */
    static Export file(String name, Consumer<Path> writer) {
        String ending = name.substring(name.lastIndexOf('.'));
        return new Export(target -> {
            boolean named = !Files.isDirectory(target)
                    && String.valueOf(target.getFileName())
                            .toLowerCase(Locale.ROOT)
                            .matches(".*\\.(pt|pth|npz|safetensors|bin)");
            if (named
                    && ending.matches("\\.(npz|safetensors)")
                    && !target.toString().endsWith(ending)) {
                throw new SaeException("The file " + target + " would be a " + ending
                        + " file; give it that ending, or name a folder.");
            }
            Path file = named ? target : target.resolve(name);
            make(file.toAbsolutePath().getParent());
            writer.accept(file);
        });
    }

    Export note(String sentence) {
        notes.add(sentence);
        return this;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    void write(Path target) {
        writer.accept(target);
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SaeException("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
    }

    static void json(Path file, Map<String, ?> content) {
        AtomicFiles.write(file, (text(content, true) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static String text(Map<String, ?> content, boolean indented) {
        try {
            return (indented ? JSON.writer() : JSON.writer().without(SerializationFeature.INDENT_OUTPUT))
                    .writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new SaeException("The config cannot be written: " + e.getOriginalMessage() + ".", e);
        }
    }
}
