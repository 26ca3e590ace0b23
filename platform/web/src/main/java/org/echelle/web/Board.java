package org.echelle.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.runs.TrainingStart;
import org.echelle.runs.TrainingWatch;
import org.echelle.sae.health.HealthPoint;

/**
 * All trainings, and the readers who are told of every news as one line of JSON with a {@code kind}:
 *
 * <ul>
 *   <li>{@code state}: {@code trainings}, all of them whole; the first thing that a reader hears
 *   <li>{@code begin}: {@code training}, whole
 *   <li>{@code point}: the training's {@code id}, the {@code point}, and all its {@code advice}
 *   <li>{@code end}: {@code id}, {@code state}, {@code message}
 *   <li>{@code bye}: the process is about to end; nothing comes after it
 * </ul>
 */
final class Board implements TrainingWatch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LiveTraining> trainings = new ArrayList<>();
    private final Set<EventStream> readers = new LinkedHashSet<>();

    @Override
    public synchronized Watched begins(TrainingStart start) {
        LiveTraining training = new LiveTraining(trainings.size(), start);
        trainings.add(training);
        tell(news("begin", Map.of("training", training.whole())));
        return new Watched() {
            @Override
            public void point(HealthPoint point) {
                pointed(training, point);
            }

            @Override
            public void ends(Outcome outcome, String message) {
                ended(training, outcome, message);
            }
        };
    }

    private synchronized void pointed(LiveTraining training, HealthPoint point) {
        training.add(point);
        tell(news("point", Map.of("id", training.id(), "point", LiveTraining.row(point), "advice", training.advice())));
    }

    private synchronized void ended(LiveTraining training, Outcome outcome, String message) {
        training.end(outcome, message);
        Map<String, Object> end = training.end();
        end.put("id", training.id());
        tell(news("end", end));
    }

    /** Lets a reader hear the state and then all news. */
    synchronized void add(EventStream reader) {
        reader.tell(state());
        readers.add(reader);
    }

    synchronized void remove(EventStream reader) {
        readers.remove(reader);
    }

    /** Tells all readers that the process ends, and lets them go. */
    synchronized void bye() {
        tell(news("bye", Map.of()));
        readers.forEach(EventStream::end);
        readers.clear();
    }

    /** All that is known. */
    synchronized String state() {
        return news(
                "state",
                Map.of("trainings", trainings.stream().map(LiveTraining::whole).toList()));
    }

    private void tell(String line) {
        readers.removeIf(reader -> !reader.tell(line));
    }

    private static String news(String kind, Map<String, ?> rest) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", kind);
        all.putAll(rest);
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
