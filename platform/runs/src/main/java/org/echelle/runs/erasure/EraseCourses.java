package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;
import org.echelle.runs.pictures.Course;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;

/** One sample of each target on its way from noise to picture, unedited and by each method. */
final class EraseCourses {
    private static final int FRAMES = 12;

    private final JudgedRun run;
    private final Dictionary dictionary;
    private final Map<String, List<Course>> all = new LinkedHashMap<>();

    EraseCourses(JudgedRun run, Dictionary dictionary) {
        this.run = run;
        this.dictionary = dictionary;
    }

    /** Adds a way; nothing where the subject does not tell its own. */
    void add(Target target, Trial trial, Ask ask) {
        Steering steering = Steering.of(run.opened().subject());
        for (Intervention edit : trial.edits()) {
            steering = steering.with(dictionary, edit);
        }
        Course course = run.course(trial.method(), steering, trial.request().of(run.maker(), ask), FRAMES);
        if (!course.pictures().isEmpty()) {
            all.computeIfAbsent(target.name(), t -> new ArrayList<>()).add(course);
        }
    }

    /** By target, unedited first. */
    Map<String, List<Course>> all() {
        return all;
    }
}
