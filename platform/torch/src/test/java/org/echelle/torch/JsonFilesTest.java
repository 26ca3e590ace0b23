package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFilesTest {
    @Test
    void aMapIsWrittenIndentedInItsOrderWithALineEndBehindIt(@TempDir Path folder) throws Exception {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("width", 8);
        content.put("classes", List.of("a", "b"));
        Path file = folder.resolve("config.json");

        JsonFiles.write(file, content);

        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "width" : 8,
                  "classes" : [ "a", "b" ]
                }
                """);
    }
}
