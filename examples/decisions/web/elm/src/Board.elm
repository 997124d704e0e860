module Board exposing (Board, add, empty, viewComments, viewPayments, viewPictures, viewUploads)

{-| What everybody sees, and the page's own uploads.
-}

import BuildAmp
import BuildAmp.Board exposing (Comment, Payment, Picture, Stage(..))
import BuildAmp.Sse.Board exposing (UploadProgressed)
import Dict exposing (Dict)
import Html exposing (Html, b, img, li, p, progress, span, text)
import Html.Attributes exposing (alt, attribute, class, id, src, title, value)
import Html.Keyed as Keyed
import Time


{-| By their ids.
-}
type alias Board =
    { comments : Dict String Comment
    , payments : Dict String Payment
    , pictures : Dict String Picture
    , uploads : Dict String UploadProgressed
    }


empty : Board
empty =
    { comments = Dict.empty
    , payments = Dict.empty
    , pictures = Dict.empty
    , uploads = Dict.empty
    }


{-| What was known, and what was loaded or told since. It is a union, so that it does not matter in which order they come,
or how often.
-}
add :
    { more
        | comments : List Comment
        , payments : List Payment
        , pictures : List Picture
        , uploads : List UploadProgressed
    }
    -> Board
    -> Board
add more board =
    { comments = Dict.union (byId more.comments) board.comments
    , payments = Dict.union (byId more.payments) board.payments
    , pictures = Dict.union (byId more.pictures) board.pictures
    , uploads = List.foldl advance board.uploads more.uploads
    }


byId : List { a | id : String } -> Dict String { a | id : String }
byId all =
    Dict.fromList (List.map (\one -> ( one.id, one )) all)


{-| A stage is never taken back.
-}
advance : UploadProgressed -> Dict String UploadProgressed -> Dict String UploadProgressed
advance upload all =
    case Dict.get upload.id all of
        Just known ->
            if done known.stage > done upload.stage then
                all

            else
                Dict.insert upload.id upload all

        Nothing ->
            Dict.insert upload.id upload all


{-| How far an upload is, of three.
-}
done : Stage -> Int
done stage =
    case stage of
        StageReceived ->
            1

        StageChecked ->
            2

        StageReady ->
            3

        StageFailed ->
            3


{-| Its name on the page, and in words.
-}
name : Stage -> ( String, String )
name stage =
    case stage of
        StageReceived ->
            ( "received", "Stored" )

        StageChecked ->
            ( "checked", "Checked" )

        StageReady ->
            ( "ready", "Done" )

        StageFailed ->
            ( "failed", "Failed" )



-- VIEW


{-| The newest at the end: the server's ids are in the order of time.
-}
viewComments : Time.Zone -> Board -> Html msg
viewComments zone board =
    Keyed.ol
        [ id "comment-list", class "comments", attribute "aria-live" "polite", attribute "aria-labelledby" "comments" ]
        (List.map (keyed (viewComment zone)) (Dict.values board.comments))


viewComment : Time.Zone -> Comment -> List (Html msg)
viewComment zone comment =
    [ p [ class "by" ]
        [ b [] [ text comment.author ]
        , Html.time [ attribute "datetime" comment.at ]
            [ text (BuildAmp.timestampToPosix comment.at |> Maybe.map (timeOfDay zone) |> Maybe.withDefault "") ]
        ]
    , p [] [ text comment.text ]
    ]


timeOfDay : Time.Zone -> Time.Posix -> String
timeOfDay zone time =
    [ Time.toHour, Time.toMinute ]
        |> List.map (\part -> String.padLeft 2 '0' (String.fromInt (part zone time)))
        |> String.join ":"


{-| The newest first.
-}
viewPayments : Board -> Html msg
viewPayments board =
    Keyed.ol [ class "payments", attribute "aria-live" "polite", attribute "aria-labelledby" "payments" ]
        (Dict.values board.payments
            |> List.sortBy .at
            |> List.reverse
            |> List.map (keyed viewPayment)
        )


viewPayment : Payment -> List (Html msg)
viewPayment payment =
    [ span [] [ text payment.invoice ]
    , b [] [ text (money payment) ]
    ]


{-| As Stripe has it: in hundredths.
-}
money : Payment -> String
money { amount, currency } =
    String.fromInt (amount // 100)
        ++ "."
        ++ String.padLeft 2 '0' (String.fromInt (modBy 100 amount))
        ++ " "
        ++ String.toUpper currency


{-| The newest first.
-}
viewPictures : Board -> Html msg
viewPictures board =
    Keyed.ol [ class "pictures", attribute "aria-labelledby" "pictures" ]
        (List.map (keyed viewPicture) (List.reverse (Dict.values board.pictures)))


viewPicture : Picture -> List (Html msg)
viewPicture picture =
    let
        words =
            picture.name ++ ", by " ++ picture.author
    in
    [ img [ src ("/pictures/" ++ picture.id), alt words, title words ] [] ]


{-| Those that are worth a line: the others are pictures. The newest first.
-}
viewUploads : Board -> Html msg
viewUploads board =
    Keyed.ol [ class "uploads", attribute "aria-live" "polite", attribute "aria-labelledby" "pictures" ]
        (Dict.values board.uploads
            |> List.filter (\{ stage } -> stage /= StageReady)
            |> List.reverse
            |> List.map viewUpload
        )


viewUpload : UploadProgressed -> ( String, Html msg )
viewUpload upload =
    let
        ( stage, words ) =
            name upload.stage

        problem =
            Maybe.withDefault words upload.problem
    in
    ( upload.id
    , li [ attribute "data-key" upload.id, attribute "data-stage" stage ]
        (b [] [ text upload.name ]
            :: (if upload.stage == StageFailed then
                    [ span [ title problem ] [ text problem ] ]

                else
                    [ span [] [ text words ]
                    , progress
                        [ Html.Attributes.max "3", value (String.fromInt (done upload.stage)) ]
                        []
                    ]
               )
        )
    )


keyed : ({ a | id : String } -> List (Html msg)) -> { a | id : String } -> ( String, Html msg )
keyed viewOne one =
    ( one.id, li [ attribute "data-key" one.id ] (viewOne one) )
