package org.headwater.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;

/** Destinations declared by files, one a file: {@code destinations/lakeside-emr.yaml} declares {@code lakeside-emr}. */
final class DestinationFiles {

    private DestinationFiles() {}

    /** @param problems told of everything that is wrong, with file and line; such files declare nothing */
    static List<Destination> read(List<YamlFile> files, Consumer<Problem> problems) {
        List<Destination> destinations = new ArrayList<>();
        for (YamlFile file : files) {
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            Optional<DestinationId> id = DestinationId.of(name.substring(0, name.length() - ".yaml".length()));
            if (id.isEmpty()) {
                problems.accept(
                        new Problem(file.path(), 0, "the file's name is the destination's id: " + DestinationId.RULE));
            }
            id.flatMap(one -> DestinationDeclaration.read(one, file.root(), problems))
                    .ifPresent(destinations::add);
        }
        return destinations;
    }
}
