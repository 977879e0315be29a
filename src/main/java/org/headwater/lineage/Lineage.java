package org.headwater.lineage;

import java.util.Optional;
import org.headwater.ingest.UnitMapper;
import org.headwater.intake.Inbox;
import org.headwater.intake.RawEntry;
import org.headwater.mapping.Detail;
import org.springframework.stereotype.Service;

/** Maps inbox entries once more, with a trace. Reads only: nothing is stored, and the entry's state does not change. */
@Service
public class Lineage {
    private final Inbox inbox;
    private final UnitMapper mapper;

    Lineage(Inbox inbox, UnitMapper mapper) {
        this.inbox = inbox;
        this.mapper = mapper;
    }

    /**
     * What an entry states, with a trace step for every value, by the version of its feed's overlay it was stored with.
     * Empty when there is no such entry. Where the shared mapping has changed since, this tells the new one's story; {@link
     * Retelling#asStored} says so.
     */
    public Optional<Retelling> of(long entry) {
        return inbox.open(entry).map(this::retold);
    }

    private Retelling retold(RawEntry raw) {
        UnitMapper.Mapped mapped = mapper.mapAsStored(raw, Detail.TRACE);
        return new Retelling(
                raw.entry(),
                SourceText.of(mapped.unit().format(), raw.bytes()),
                mapped.unit().root(),
                mapped.result());
    }
}
